"""What rooms cost as they become many: joining, leaving, and disconnecting from everything, in microseconds.

    python tests/benchmarks/room_cost.py [--turns 7]

One member with ten rooms and its place in every index joins, leaves and goes, beside 100, 1,000 and 10,000 rooms of
others. Disconnecting is to take 15 us at most, and each at 10,000 rooms no more than 1.5 times what it takes at 100.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable
from statistics import median

from measuring import Progress, Row, beside, plain, table

from wshygiene_reference import Identity, ManagerConfig
from wshygiene_reference.registry import ConnectionRegistry
from wshygiene_reference.rooms import RoomIndex, auto_rooms
from wshygiene_reference.typing_indicators import MemoryTypingStore, TypingIndicators

ROOMS = (100, 1_000, 10_000)
#: Rooms of the one who is measured, beside its automatic ones; members that are measured in one turn.
OWN, MEMBERS = 10, 500
#: Microseconds for taking one connection out of all indexes, and times that many rooms may cost beside few.
UNREGISTER, FLAT = 15.0, 1.5
WHAT = ("join", "leave", "disconnect")
IDENTITY = Identity("ada", "phone", frozenset({"dispatcher"}), "night")


class Member:
    """As much of a connection as the indexes look at."""

    __slots__ = ("id", "identity")

    def __init__(self, number: int) -> None:
        self.id = f"member {number}"
        self.identity = IDENTITY


class Indexes:
    """What a connection is taken out of when it goes, filled with the rooms of others."""

    def __init__(self, rooms: int) -> None:
        config = ManagerConfig(max_rooms=10 * rooms)
        self.registry = ConnectionRegistry()
        self.rooms: RoomIndex[str] = RoomIndex(config)
        loop = asyncio.get_running_loop()
        self.typing = TypingIndicators(loop, 60, MemoryTypingStore(), lambda *told: None)
        for number in range(rooms):
            self.rooms.join(f"other {number // 50}", f"job:{number}")

    def enter(self, member: Member) -> None:
        """As the manager does it for somebody new."""
        self.registry.add(member)  # type: ignore[arg-type]  # an id and an identity are all that is looked at
        self.registry.index(member, member.identity)  # type: ignore[arg-type]
        self.rooms.admit(member.id, auto_rooms(member.identity))

    def disconnect(self, member: Member) -> None:
        """As the manager does it, without telling anybody."""
        self.typing.cancel_timers(member.id)
        self.rooms.leave_all(member.id)
        self.rooms.forget(member.id)
        self.registry.remove(member)  # type: ignore[arg-type]
        self.registry.unindex_user(member)  # type: ignore[arg-type]
        self.registry.unindex_session(member)  # type: ignore[arg-type]


def timed(act: Callable[[Member], object], members: list[Member], calls: int) -> float:
    """Microseconds of CPU for one of ``calls`` calls for each member."""
    start = time.process_time()
    for member in members:
        act(member)
    return (time.process_time() - start) / len(members) / calls * 1e6


async def turn(rooms: int) -> dict[str, float]:
    """One measurement beside so many rooms."""
    indexes = Indexes(rooms)
    members = [Member(number) for number in range(MEMBERS)]
    for member in members:
        indexes.enter(member)
    asked = [f"job:{number * 7 % rooms}" for number in range(OWN)]

    def join(member: Member) -> None:
        for room in asked:
            indexes.rooms.join(member.id, room)

    def leave(member: Member) -> None:
        for room in asked:
            indexes.rooms.leave(member.id, room)

    found = {"join": timed(join, members, OWN), "leave": timed(leave, members, OWN)}
    for member in members:
        join(member)
    return found | {"disconnect": timed(indexes.disconnect, members, 1)}


def rows_of(found: dict[int, list[dict[str, float]]]) -> list[Row]:
    """The table: each operation beside few rooms, and beside more."""
    rows: list[Row] = []
    for what in WHAT:
        few = [each[what] for each in found[ROOMS[0]]]
        section = f"{what}, a member of {OWN} rooms" if what == "disconnect" else what
        budget = UNREGISTER if what == "disconnect" else None
        rows.append(plain(section, f"beside {ROOMS[0]:,} rooms", "us", few, budget))
        for rooms in ROOMS[1:]:
            limit = round(min(budget or float("inf"), median(few) * FLAT), 2)
            samples = [each[what] for each in found[rooms]]
            rows.append(beside(section, f"beside {rooms:,} rooms", "us", samples, few, f"{ROOMS[0]} rooms", limit))
    return rows


def main() -> int:
    """Measure and print; 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description="Measure what rooms cost as they become many.")
    parser.add_argument("--turns", type=int, default=7)
    turns = parser.parse_args().turns
    progress = Progress()
    found: dict[int, list[dict[str, float]]] = {rooms: [] for rooms in ROOMS}
    asyncio.run(turn(ROOMS[0]))  # what is made once is made
    for number in range(turns):
        progress.say(f"turn {number + 1} of {turns}")
        for rooms in ROOMS:
            found[rooms].append(asyncio.run(turn(rooms)))
    rows = rows_of(found)
    print(table(rows))
    return any(row.verdict == "OVER" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
