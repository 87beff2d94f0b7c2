"""Sending to many: a message becomes bytes once, whoever gets it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
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
        #: Passes on to other nodes, where there are any: (room, user, session or all; its name; the frame; the key).
        self.relay: Callable[[str, str, bytes, str | None], None] | None = None

    def to_room(self, room: str, data: Any, *, key: str | None = None, without: str | None = None) -> int:
        """Send ``data`` to everybody in ``room``; how many were reached at once.

        Under a ``key``, data are the current value of something: only the last one counts, it is throttled, replaces
        what still waits for a slow peer, and is kept for those who join later.
        """
        frame = encode(compose("event", room=room, key=key, data=data))
        if key is None:
            self._pass_on("room", room, frame)
            return self._deliver(self._in_room(room, without), frame)
        self.last_values.put((room, key), frame)
        return len(self._rooms.members(room)) if self.throttle.put((room, key), frame) else 0

    def catch_up(self, connection: Connection, room: str, key: str) -> bool:
        """Send the last value under ``key`` to one who has just come; False when there is none."""
        frame = self.last_values.get((room, key))
        return frame is not None and connection.send(frame, key)

    def to_user(self, user: str, kind: str, data: Any) -> int:
        """Send to all connections of a user; how many took it here."""
        return self._send("user", user, encode(compose(kind, data=data)))

    def to_session(self, session: str, kind: str, data: Any) -> int:
        """Send to all connections of a session; how many took it here."""
        return self._send("session", session, encode(compose(kind, data=data)))

    def to_all(self, kind: str, **fields: Any) -> int:
        """Send to everybody who is known; how many took it here."""
        return self._send("all", "", encode(compose(kind, **fields)))

    def take_in(self, target: str, name: str, frame: bytes, key: str | None = None) -> int:
        """Deliver what another node passed on, and pass it on to nobody; how many took it.

        ``target`` is room, user, session or all.
        """
        if key is not None:
            self.last_values.put((name, key), frame)
        return self._deliver(self._found(target, name), frame, key)

    def _send(self, target: str, name: str, frame: bytes) -> int:
        self._pass_on(target, name, frame)
        return self._deliver(self._found(target, name), frame)

    def _pass_on(self, target: str, name: str, frame: bytes, key: str | None = None) -> None:
        if self.relay is not None:
            self.relay(target, name, frame, key)

    def _found(self, target: str, name: str) -> Iterable[Connection]:
        match target:
            case "room":
                return self._in_room(name)
            case "user":
                return self._registry.by_user(name)
            case "session":
                return self._registry.by_session(name)
        return [each for each in self._registry if each.identity is not None]

    def _in_room(self, room: str, without: str | None = None) -> Iterable[Connection]:
        found = map(self._registry.get, self._rooms.members(room))
        return [each for each in found if each is not None and each.id != without]

    def _deliver_value(self, key: Hashable, frame: bytes) -> None:
        assert isinstance(key, tuple)
        self._pass_on("room", key[0], frame, key[1])
        self._deliver(self._in_room(key[0]), frame, key[1])

    def _deliver(self, connections: Iterable[Connection], frame: bytes, key: str | None = None) -> int:
        return sum([each.send(frame, key) for each in connections])
