"""The figures of a manager, under the names that people know them by."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from wshygiene_reference.alerts import Figures
from wshygiene_reference.memory import Counts
from wshygiene_reference.parts import Parts, State

#: Upper bounds of the classes of ages, in seconds, and their names.
AGES = ((60, "under a minute"), (300, "under 5 minutes"), (3600, "under an hour"), (float("inf"), "older"))


def stats(manager: Parts) -> dict[str, Any]:
    """Connections, messages and rates since the start; moments are seconds since the epoch."""
    now = manager.now()
    counters, outbox = manager.counters, manager.outbox_counts
    active = [each for each in manager.registry if each.is_active]
    return {
        "totalConnections": len(manager.registry),
        "activeConnections": len(active),
        "staleConnections": len(manager.registry) - len(active),
        "handshakes": manager.admission.handshakes,
        "sessions": manager.registry.sessions,
        "users": manager.registry.users,
        "rooms": len(manager.rooms),
        "subscriptions": manager.rooms.total_subscribed,
        "typingTimers": len(manager.typing),
        "cachedValues": len(manager.publisher.last_values),
        "refused": dict(manager.admission.refused),
        "closed": {str(code): count for code, count in counters.closed.items()},
        "ages": dict(Counter(_age(now - each.opened_at) for each in manager.registry)),
        "performance": {
            "messagesSent": outbox.sent,
            "messagesReceived": counters.messages_received,
            "messagesDropped": outbox.dropped,
            "messagesConflated": outbox.conflated,
            "messagesRefused": counters.messages_refused,
            "averageResponseTime": counters.response_time.mean,
            "connectionErrors": counters.connection_errors,
            "lastCleanup": None if manager.sweeper.last is None else wall(manager, manager.sweeper.last),
        },
    }


def wall(manager: Parts, at: float) -> float:
    """A moment of the loop's clock in seconds since the epoch, as the clock on the wall has it now."""
    return round(time.time() - manager.now() + at, 3)


def memory_stats(manager: Parts) -> dict[str, Any]:
    """How many entries each map holds; with nobody connected all of them are 0."""
    unknown = sum(each.identity is None for each in manager.registry)
    sizes = {
        "connectedClientsSize": len(manager.registry),
        "userSocketsSize": manager.registry.users,
        "crewRoomsSize": sum(room.startswith("crew:") for room in manager.rooms.sizes()),
        "connectionTimersSize": unknown,  # each has a deadline for saying who it is
        "typingTimersSize": len(manager.typing),
        "socketRoomsSize": len(manager.rooms.known()),
    }
    return {
        **sizes,
        "totalMappedEntries": sum(sizes.values()),
        "totalTrackedRooms": manager.rooms.total_subscribed,
    }


def health(manager: Parts) -> dict[str, Any]:
    """Whether the manager is well: healthy, degraded (with reasons) or draining."""
    reasons = manager.alerts.reasons(manager.now())
    if manager.memory.is_short:
        reasons.append("memory is short")
    reasons += manager.health_checks.reasons()
    status = "draining" if manager.is_draining else "degraded" if reasons else "healthy"
    return {"status": status, "reasons": reasons, "ready": unready(manager) is None}


def unready(manager: Parts) -> str | None:
    """Why nobody is let in at the moment; None when clients are welcome."""
    return "the server is starting" if manager.state in (State.NEW, State.STARTING) else manager.refusing()


def held(manager: Parts) -> Counts:
    """What the memory is looked at together with."""
    counters = manager.counters
    return Counts(
        connections=len(manager.registry),
        subscriptions=manager.rooms.total_subscribed,
        cache=len(manager.publisher.last_values),
        traffic=counters.connections_opened + counters.messages_received + manager.outbox_counts.sent,
    )


def figures(manager: Parts) -> Figures:
    """What the alerts look at."""
    samples = manager.memory.samples
    sample = samples[-1] if samples else manager.memory.sample()
    return Figures(
        connections=len(manager.registry),
        errors=manager.alerts.errors_in_window(manager.now()),
        memory_percent=sample.percent,
        growth_mb_h=manager.memory.growth_mb_per_hour,
        typing_timers=len(manager.typing),
        subscribed_rooms=manager.rooms.total_subscribed,
    )


def _age(seconds: float) -> str:
    return next(name for bound, name in AGES if seconds < bound)
