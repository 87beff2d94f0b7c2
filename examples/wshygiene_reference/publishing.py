"""Sending to many: a message becomes bytes once, whoever gets it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any

from wshygiene_reference.cache import LastValueCache
from wshygiene_reference.connection import Connection, encode
from wshygiene_reference.messages import compose
from wshygiene_reference.throttle import Throttle

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from wshygiene_reference.config import ManagerConfig
    from wshygiene_reference.registry import ConnectionRegistry
    from wshygiene_reference.rooms import RoomIndex


class Publisher:
    """Sends to rooms, users, sessions and everybody; keeps the last value under each key for those who come later."""

    def __init__(
        self, config: ManagerConfig, registry: ConnectionRegistry, rooms: RoomIndex[str], loop: AbstractEventLoop
    ) -> None:
        self._registry = registry
        self._rooms = rooms
        self.last_values: LastValueCache[tuple[str, str], bytes] = LastValueCache(config.cache_size)
        self.throttle: Throttle[bytes] = Throttle(loop, config.throttle_interval, self._deliver_value)

    def to_room(self, room: str, data: Any, *, key: str | None = None, without: str | None = None) -> int:
        """Send ``data`` to everybody in ``room``; how many were reached at once.

        Under a ``key``, data are the current value of something: only the last one counts, it is throttled, replaces
        what still waits for a slow peer, and is kept for those who join later.
        """
        frame = encode(compose("event", room=room, key=key, data=data))
        if key is None:
            return self._deliver(self._in_room(room, without), frame)
        self.last_values.put((room, key), frame)
        return len(self._rooms.members(room)) if self.throttle.put((room, key), frame) else 0

    def catch_up(self, connection: Connection, room: str, key: str) -> bool:
        """Send the last value under ``key`` to one who has just come; False when there is none."""
        frame = self.last_values.get((room, key))
        return frame is not None and connection.send(frame, key)

    def to_user(self, user: str, kind: str, data: Any) -> int:
        """Send to all connections of a user; how many took it."""
        return self._deliver(self._registry.by_user(user), encode(compose(kind, data=data)))

    def to_session(self, session: str, kind: str, data: Any) -> int:
        """Send to all connections of a session; how many took it."""
        return self._deliver(self._registry.by_session(session), encode(compose(kind, data=data)))

    def to_all(self, kind: str, **fields: Any) -> int:
        """Send to everybody who is known; how many took it."""
        everybody = [each for each in self._registry if each.identity is not None]
        return self._deliver(everybody, encode(compose(kind, **fields)))

    def _in_room(self, room: str, without: str | None = None) -> Iterable[Connection]:
        found = map(self._registry.get, self._rooms.members(room))
        return [each for each in found if each is not None and each.id != without]

    def _deliver_value(self, key: Hashable, frame: bytes) -> None:
        assert isinstance(key, tuple)
        self._deliver(self._in_room(key[0]), frame, key[1])

    def _deliver(self, connections: Iterable[Connection], frame: bytes, key: str | None = None) -> int:
        return sum([each.send(frame, key) for each in connections])
