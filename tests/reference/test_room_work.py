"""Joining, leaving and disconnecting cost what a connection has, and not what there is: counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from wshygiene_reference import ManagerConfig
from wshygiene_reference.rooms import RoomIndex

#: Rooms of the one who leaves, and of all others together.
OWN, FEW, MANY = 5, 100, 10_000


class Counted(dict[str, Any]):
    """A dictionary that counts each entry somebody looks at; going through all of them counts all of them."""

    looks = 0

    def __getitem__(self, key: str) -> Any:
        self.looks += 1
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.looks += 1
        return super().__contains__(key)

    def __delitem__(self, key: str) -> None:
        self.looks += 1
        super().__delitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.looks += 1
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        self.looks += 1
        return super().pop(key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        self.looks += 1
        return super().setdefault(key, default)

    def __iter__(self) -> Iterator[str]:
        self.looks += len(self)
        return super().__iter__()

    def keys(self) -> Any:
        self.looks += len(self)
        return super().keys()

    def values(self) -> Any:
        self.looks += len(self)
        return super().values()

    def items(self) -> Any:
        self.looks += len(self)
        return super().items()


def crowded(rooms: int) -> tuple[RoomIndex[str], list[Counted]]:
    """An index with so many rooms of others, and ``OWN`` of "ada"; its dictionaries count."""
    index: RoomIndex[str] = RoomIndex(ManagerConfig())
    maps = [Counted() for _ in range(3)]
    index._members, index._rooms, index._automatic = maps
    for number in range(rooms):
        index.join(f"member {number // 50}", f"job:{number}")
    index.admit("ada", iter(["user:ada"]))
    for number in range(OWN):
        index.join("ada", f"job:{number}")
    for each in maps:
        each.looks = 0
    return index, maps


def looks(rooms: int, what: str, *arguments: str) -> int:
    """How many entries one call looks at, beside so many rooms of others."""
    index, maps = crowded(rooms)
    getattr(index, what)("ada", *arguments)
    return sum(each.looks for each in maps)


@pytest.mark.parametrize(
    ("what", "arguments", "most"),
    [
        pytest.param("join", ("thread:lobby",), 8, id="join a new room"),
        pytest.param("join", ("job:77",), 8, id="join a room of others"),
        pytest.param("leave", ("job:3",), 5, id="leave"),
        pytest.param("leave_all", (), 3 * (OWN + 1), id="disconnect"),
        pytest.param("forget", (), 1, id="forget"),
    ],
)
def test_the_work_does_not_depend_on_how_many_rooms_there_are(what: str, arguments: tuple[str], most: int) -> None:
    few, many = looks(FEW, what, *arguments), looks(MANY, what, *arguments)
    assert few == many <= most


def test_going_through_all_rooms_would_be_seen() -> None:
    index, maps = crowded(MANY)
    index.sizes()
    assert sum(each.looks for each in maps) >= MANY
