"""Rules about connections, servers and whatever else must be closed; see the catalogue of the same name."""

from __future__ import annotations

from wshygiene_checks.rules.connections import (
    constructor_leak,
    owner_without_close,
    reconnect_leaks_previous,
    resource_not_closed,
    server_not_shutdown,
    session_per_message,
    startup_without_shutdown,
    subscription_not_left,
    teardown_incomplete,
)
from wshygiene_checks.rules.rule import SourceRule

RULES: tuple[SourceRule, ...] = (
    SourceRule("WSH401", resource_not_closed.find),
    SourceRule("WSH402", owner_without_close.find),
    SourceRule("WSH403", teardown_incomplete.find),
    SourceRule("WSH404", constructor_leak.find),
    SourceRule("WSH405", session_per_message.find),
    SourceRule("WSH406", reconnect_leaks_previous.find),
    SourceRule("WSH407", subscription_not_left.find),
    SourceRule("WSH408", server_not_shutdown.find),
    SourceRule("WSH409", startup_without_shutdown.find),
)
