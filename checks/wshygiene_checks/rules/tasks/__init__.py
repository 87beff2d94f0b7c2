"""Rules about tasks and timers; see the catalogue of the same name."""

from __future__ import annotations

from wshygiene_checks.rules.rule import SourceRule
from wshygiene_checks.rules.tasks import (
    cancellation_swallowed,
    coroutine_not_awaited,
    first_completed_losers,
    handle_overwritten,
    periodic_not_stopped,
    self_rescheduling,
    stored_task_not_cancelled,
    stored_timer_not_cancelled,
    task_dropped,
    timer_handle_dropped,
)

RULES: tuple[SourceRule, ...] = (
    SourceRule("WSH201", task_dropped.find),
    SourceRule("WSH202", stored_task_not_cancelled.find),
    SourceRule("WSH203", timer_handle_dropped.find),
    SourceRule("WSH204", self_rescheduling.find),
    SourceRule("WSH205", first_completed_losers.find),
    SourceRule("WSH206", handle_overwritten.find),
    SourceRule("WSH207", cancellation_swallowed.find),
    SourceRule("WSH208", periodic_not_stopped.find),
    SourceRule("WSH209", stored_timer_not_cancelled.find),
    SourceRule("WSH210", coroutine_not_awaited.find),
)
