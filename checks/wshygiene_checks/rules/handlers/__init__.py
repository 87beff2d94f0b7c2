"""Rules about handlers and subscriptions; see the catalogue of the same name."""

from __future__ import annotations

from wshygiene_checks.rules.handlers import (
    asymmetric_registration,
    disposer_dropped,
    disposer_never_read,
    fd_callback_leak,
    handler_identity_mismatch,
    late_binding_handler,
    listener_not_removed,
    log_handler_leak,
    register_in_hot_path,
    strong_pin,
    weak_signal_temporary,
)
from wshygiene_checks.rules.rule import SourceRule

RULES: tuple[SourceRule, ...] = (
    SourceRule("WSH101", listener_not_removed.find),
    SourceRule("WSH102", disposer_dropped.find),
    SourceRule("WSH103", disposer_never_read.find),
    SourceRule("WSH104", asymmetric_registration.find),
    SourceRule("WSH105", handler_identity_mismatch.find),
    SourceRule("WSH106", register_in_hot_path.find),
    SourceRule("WSH107", weak_signal_temporary.find),
    SourceRule("WSH108", strong_pin.find),
    SourceRule("WSH109", fd_callback_leak.find),
    SourceRule("WSH110", log_handler_leak.find),
    SourceRule("WSH111", late_binding_handler.find),
)
