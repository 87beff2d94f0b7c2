"""One look at a manager: everything that the overview shows, in records that hold no connection.

All connections are gone over once, in chunks, and others run in between: with 10,000 of them a pass in one go would
stall the loop.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wshygiene_reference.stats import AGES

if TYPE_CHECKING:
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.server import WebSocketManager

#: Connections, and rooms, that the overview names.
NAMED = 8
#: States that somebody should look at.
TROUBLED = frozenset({"silent", "not reading"})

#: The higher, the sooner somebody should look: whether in trouble, messages that wait, missed pings, age.
Urgency = tuple[bool, int, int, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One connection. Times are seconds, ``latency`` is that of the last ping that was answered (None: none was)."""

    id: str
    user: str | None
    session: str | None
    state: str
    age: float
    idle: float
    missed_pings: int
    waiting: int
    waiting_bytes: int
    rooms: int
    latency: float | None


@dataclass(slots=True)
class Survey:
    """What all connections come to."""

    total: int = 0
    states: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    waiting_bytes: int = 0
    waiting_for: int = 0
    deepest: int = 0
    most_urgent: list[tuple[Urgency, str]] = field(default_factory=list)
    first: list[Row] = field(default_factory=list)


def row_of(manager: WebSocketManager, connection: Connection) -> Row:
    """The record of a connection as it is now."""
    now, identity = manager.now(), connection.identity
    return Row(
        id=connection.id,
        user=identity.user if identity else None,
        session=identity.session if identity else None,
        state=state_of(connection),
        age=now - connection.opened_at,
        idle=now - max(connection.last_message, connection.opened_at),
        missed_pings=connection.missed_pings if not connection.is_active else 0,
        waiting=connection.outbox.messages,
        waiting_bytes=connection.outbox.size,
        rooms=len(manager.rooms.rooms_of(connection.id)),
        latency=connection.ws.latency or None,
    )


def state_of(connection: Connection) -> str:
    """How a connection is, in a word or two."""
    if not connection.is_open:
        return "closing"
    if connection.identity is None:
        return "unknown"
    if connection.outbox.is_paused:
        return "not reading"
    return "active" if connection.is_active else "silent"


async def survey(manager: WebSocketManager) -> Survey:
    """Go over all connections."""
    result = Survey()
    ids = manager.registry.ids()
    step = manager.config.sweep_chunk
    for start in range(0, len(ids), step):
        _add(result, manager, ids[start : start + step])
        await asyncio.sleep(0)
    found = [manager.registry.get(each) for _, each in result.most_urgent]
    result.first = [row_of(manager, each) for each in found if each is not None]
    return result


def _add(result: Survey, manager: WebSocketManager, ids: Iterable[str]) -> None:
    now, urgent = manager.now(), []
    for connection_id in ids:
        connection = manager.registry.get(connection_id)
        if connection is None:
            continue
        result.total += 1
        state = state_of(connection)
        result.states[state] += 1
        result.ages[_age(now - connection.opened_at)] += 1
        _add_waiting(result, connection)
        urgency = (state in TROUBLED, connection.outbox.messages, connection.missed_pings, now - connection.opened_at)
        urgent.append((urgency, connection.id))
    result.most_urgent = heapq.nlargest(NAMED, [*result.most_urgent, *urgent])


def _add_waiting(result: Survey, connection: Connection) -> None:
    messages = connection.outbox.messages
    if messages:
        result.waiting += messages
        result.waiting_bytes += connection.outbox.size
        result.waiting_for += 1
        result.deepest = max(result.deepest, messages)


def _age(seconds: float) -> str:
    return next(name for bound, name in AGES if seconds < bound)
