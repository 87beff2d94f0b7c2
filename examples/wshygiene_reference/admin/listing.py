"""Connections as an administrator sees them: one by one, and in pages that hold however many come and go meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from wshygiene_reference.stats import wall

if TYPE_CHECKING:
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.server import WebSocketManager

_SPELLED = re.compile(r"(-?0x[01]\.[0-9a-f]{13}p[+-][0-9]{1,3})_([0-9a-f-]{1,64})")

#: Where a page ends: when its last connection was opened, in seconds of the loop's clock, and its id.
Position = tuple[float, str]


def page(
    manager: WebSocketManager, limit: int, after: Position | None, session: str | None, user: str | None
) -> dict[str, Any]:
    """At most ``limit`` connections, the oldest first, of those that come ``after`` a position.

    A position is a time and an id, and not a number of connections to skip: none is missed because others have gone.
    """
    chosen = list(_chosen(manager, session, user))
    later = [each for each in chosen if after is None or _position(each) > after]
    shown = nsmallest(limit, later, key=_position)
    return {
        "clients": [summary(manager, each) for each in shown],
        "total": len(chosen),
        "next": spelled(_position(shown[-1])) if len(later) > len(shown) else None,
    }


def summary(manager: WebSocketManager, connection: Connection) -> dict[str, Any]:
    """One connection. Times are seconds; points in time are counted from the epoch."""
    now = manager.now()
    identity, outbox = connection.identity, connection.outbox
    return {
        "id": connection.id,
        "user": None if identity is None else identity.user,
        "session": None if identity is None else identity.session,
        "address": connection.ws.ip,
        "connectedAt": wall(manager, connection.opened_at),
        "lastMessageAt": wall(manager, connection.last_message),
        "lastHeardAt": wall(manager, connection.ws.last_heard),
        "age": round(now - connection.opened_at, 3),
        "active": connection.is_active,
        "missedPings": connection.missed_pings,
        "messagesReceived": connection.messages_received,
        "subscriptions": manager.rooms.subscribed(connection.id),
        "outboxMessages": outbox.messages,
        "outboxBytes": outbox.size,
    }


def details(manager: WebSocketManager, connection: Connection) -> dict[str, Any]:
    """One connection, with the rooms it is in and the time that its last ping took."""
    latency = connection.ws.latency
    return {
        **summary(manager, connection),
        "rooms": sorted(manager.rooms.rooms_of(connection.id)),
        "latency": round(latency, 6),
    }


def spelled(position: Position) -> str:
    """A position as text."""
    return f"{position[0].hex()}_{position[1]}"


def parsed(text: str) -> Position:
    """A position from its text. Raises ValueError."""
    found = _SPELLED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no position")
    return float.fromhex(found[1]), found[2]


def _position(connection: Connection) -> Position:
    return connection.opened_at, connection.id


def _chosen(manager: WebSocketManager, session: str | None, user: str | None) -> Iterator[Connection]:
    registry = manager.registry
    of_user = None if user is None else {each.id for each in registry.by_user(user)}
    for each in registry if session is None else registry.by_session(session):
        if of_user is None or each.id in of_user:
            yield each
