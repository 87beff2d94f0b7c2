"""Who is in which room, kept in both directions, so that leaving costs what a connection has and not what there is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.identity import Identity

Member = TypeVar("Member", bound=Hashable)

#: The kinds of rooms, by the word before the colon. Somebody's own are joined automatically.
OWN_KINDS = ("role", "crew", "user")
OPEN_KINDS = ("job", "thread", "analytics")


@dataclass(eq=False)
class RoomRefused(Exception):
    """A room that cannot be joined: which one, and why."""

    room: str
    reason: str

    def __str__(self) -> str:
        return f"room {self.room[:64]!r}: {self.reason}"


def auto_rooms(identity: Identity) -> Iterator[str]:
    """The rooms that somebody is in without asking: one for the user, one for each role, one for the crew."""
    yield f"user:{identity.user}"
    yield from (f"role:{role}" for role in sorted(identity.roles))
    if identity.crew is not None:
        yield f"crew:{identity.crew}"


def may_join(identity: Identity, room: str) -> bool:
    """The default authorizer: one's own rooms, and jobs, threads and analytics for everybody."""
    kind, _, rest = room.partition(":")
    return bool(rest) and (kind in OPEN_KINDS or room in auto_rooms(identity))


class RoomIndex(Generic[Member]):
    """Rooms and their members. It holds ids, never connections; a room without members does not exist."""

    def __init__(self, config: ManagerConfig) -> None:
        self._config = config
        self._members: dict[str, set[Member]] = {}
        self._rooms: dict[Member, set[str]] = {}
        self._automatic: dict[Member, frozenset[str]] = {}
        #: Rooms that were asked for, over all members; automatic ones alone are three a member, and tell nothing.
        self.total_subscribed = 0
        #: Told of each room that somebody has joined or left.
        self.changed: Callable[[str], None] | None = None

    def admit(self, member: Member, rooms: Iterator[str]) -> None:
        """Put a new member into its automatic rooms, which count against no limit."""
        self._automatic[member] = frozenset(rooms)
        for room in self._automatic[member]:
            self._add(member, room)

    def join(self, member: Member, room: str) -> bool:
        """Join a room; False when already in it. Raises ``RoomRefused`` at a limit, or for a name that is none."""
        if room in self._rooms.get(member, ()):
            return False
        if not 0 < len(room) <= self._config.max_room_name or not room.isprintable():
            raise RoomRefused(room, f"a name has 1 to {self._config.max_room_name} printable characters")
        if self.subscribed(member) >= self._config.max_rooms_per_connection:
            raise RoomRefused(room, f"limit of {self._config.max_rooms_per_connection} rooms a connection reached")
        if room not in self._members and len(self._members) >= self._config.max_rooms:
            raise RoomRefused(room, f"limit of {self._config.max_rooms} rooms reached")
        self._add(member, room)
        self.total_subscribed += 1
        return True

    def leave(self, member: Member, room: str) -> bool:
        """Leave a room; False when not in it, or in it by who one is."""
        rooms = self._rooms.get(member)
        if rooms is None or room not in rooms or room in self._automatic.get(member, ()):
            return False
        rooms.discard(room)
        self.total_subscribed -= 1
        if not rooms:
            del self._rooms[member]
        self._discard(member, room)
        return True

    def leave_all(self, member: Member) -> int:
        """Leave every room, in time proportional to the rooms of this member; how many there were."""
        rooms = self._rooms.pop(member, set())
        self.total_subscribed -= len(rooms - self._automatic.get(member, frozenset()))
        for room in rooms:
            self._discard(member, room)
        return len(rooms)

    def forget(self, member: Member) -> None:
        """Drop what is remembered about a member that has left all rooms."""
        self._automatic.pop(member, None)

    def members(self, room: str) -> frozenset[Member]:
        """Who is in a room, as it is now."""
        return frozenset(self._members.get(room, ()))

    def count(self, room: str) -> int:
        """How many are in a room."""
        return len(self._members.get(room, ()))

    def rooms_of(self, member: Member) -> frozenset[str]:
        """The rooms somebody is in, automatic ones included."""
        return frozenset(self._rooms.get(member, ()))

    def subscribed(self, member: Member) -> int:
        """How many rooms somebody has asked for."""
        return len(self._rooms.get(member, ())) - len(self._automatic.get(member, ()))

    def sizes(self) -> dict[str, int]:
        """Members of each room."""
        return {room: len(members) for room, members in self._members.items()}

    def known(self) -> frozenset[Member]:
        """Everybody who is remembered, for finding those who should not be."""
        return frozenset(self._rooms) | frozenset(self._automatic)

    def __len__(self) -> int:
        return len(self._members)

    def _add(self, member: Member, room: str) -> None:
        self._members.setdefault(room, set()).add(member)
        self._rooms.setdefault(member, set()).add(room)
        if self.changed is not None:
            self.changed(room)

    def _discard(self, member: Member, room: str) -> None:
        members = self._members[room]
        members.discard(member)
        if not members:
            del self._members[room]
        if self.changed is not None:
            self.changed(room)
