"""Rules about limits and heartbeats; see the catalogue of the same name."""

from __future__ import annotations

from wshygiene_checks.rules.limits import (
    broadcast_over_live_set,
    dead_peer_kept,
    heartbeat_never_stopped,
    limit_disabled,
    no_liveness,
    reconnect_unbounded,
    spin_after_disconnect,
    unbounded_shutdown_await,
)
from wshygiene_checks.rules.rule import SourceRule

RULES: tuple[SourceRule, ...] = (
    SourceRule("WSH501", heartbeat_never_stopped.find),
    SourceRule("WSH502", no_liveness.find),
    SourceRule("WSH503", limit_disabled.find),
    SourceRule("WSH504", unbounded_shutdown_await.find),
    SourceRule("WSH505", spin_after_disconnect.find),
    SourceRule("WSH506", reconnect_unbounded.find),
    SourceRule("WSH507", broadcast_over_live_set.find),
    SourceRule("WSH508", dead_peer_kept.find),
)
