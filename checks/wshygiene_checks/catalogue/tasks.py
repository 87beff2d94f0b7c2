"""WSH2xx: tasks, timers and threads that run on when nobody needs them any more."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule

OUTCOME = Rule(
    code="WSH200",
    name="task-outlives-owner",
    summary="A task, timer, thread or async generator is still alive after the scope that started it has ended.",
    family="tasks and timers",
    side="run-time",
    leads_to=None,
    kinds=("task", "timer", "thread", "async generator"),
)

RULES = (
    OUTCOME,
    OUTCOME.cause(
        "WSH201",
        "task-dropped",
        "A task is started and nothing keeps a reference to it.",
        ("task",),
    ),
    OUTCOME.cause(
        "WSH202",
        "stored-task-not-cancelled",
        "A long-running task is kept in an attribute, and nothing cancels or awaits it.",
        ("task",),
    ),
    OUTCOME.cause(
        "WSH203",
        "timer-handle-dropped",
        "A timer that refers to its owner is armed, and the handle that could cancel it is dropped.",
        ("timer", "thread"),
    ),
    OUTCOME.cause(
        "WSH204",
        "self-rescheduling",
        "A callback arms itself again, with neither a stop flag nor a cancel to end the chain.",
        ("timer", "task"),
    ),
    OUTCOME.cause(
        "WSH205",
        "first-completed-losers",
        "A wait for the first of several tasks leaves the others running.",
        ("task",),
    ),
    OUTCOME.cause(
        "WSH206",
        "handle-overwritten",
        "A new task or timer replaces the stored one while the old one is still running.",
        ("task", "timer"),
    ),
    OUTCOME.cause(
        "WSH207",
        "cancellation-swallowed",
        "A loop catches its own cancellation and carries on.",
        ("task",),
    ),
    OUTCOME.cause(
        "WSH208",
        "periodic-not-stopped",
        "A periodic call, scheduler or thread is started, and nothing stops or joins it.",
        ("thread", "timer", "task"),
    ),
    OUTCOME.cause(
        "WSH209",
        "stored-timer-not-cancelled",
        "A timer handle is kept, but not every way out of its owner cancels it.",
        ("timer", "thread"),
    ),
    OUTCOME.cause(
        "WSH210",
        "coroutine-not-awaited",
        "A coroutine is made and never awaited, so that what it sends, starts or closes never happens.",
        ("connection", "session", "server"),
        leads_to="WSH400",
    ),
)
