"""The sizes of all containers on the heap, twice: before the cycles and after them.

Between two looks a container is known by its identity, so one that was replaced by a larger copy is not seen here, but
by its path (``paths``). What has grown is then watched by reference through more cycles; identities that were used
again drop out there.
"""

from __future__ import annotations

import gc
from array import array
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Iterable
from itertools import compress
from types import AsyncGeneratorType, CellType, CoroutineType, FunctionType, GeneratorType
from typing import Any

from pytest_wshygiene.census.containers import is_container

_BUILT_IN: tuple[type, ...] = (dict, list, set, deque)
_SUSPENDABLE: tuple[type, ...] = (CellType, CoroutineType, GeneratorType, AsyncGeneratorType)
_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: made by a class statement, or by a C module like one


class HeapSizes:
    """How long each container is, by identity.

    In arrays: thousands of small objects that stay would break up the memory whose growth is to be seen.
    """

    def __init__(self) -> None:
        self._identities, self._lengths = array("Q"), array("Q")
        for container in _containers():
            self._identities.append(id(container))
            self._lengths.append(len(container))

    def grown(self, cycles: int, most: int) -> list[tuple[Any, int]]:
        """Containers that ``cycles`` have left longer, by at least one each or a whole multiple in all.

        With each comes the length that it had before. Of more than ``most``, those that grew most evenly.
        """
        known = dict(zip(self._identities, self._lengths, strict=True))
        found = []
        for container in _containers():
            before = known.get(id(container))
            if before is None:
                continue
            more = len(container) - before
            if more > 0 and (more >= cycles or more % cycles == 0) and is_container(container):
                found.append((more % cycles != 0, before, container))
        unique = {id(each[2]): each for each in found if each[2] is not known}
        chosen = sorted(unique.values(), key=lambda each: each[0])[:most]
        return [(container, before) for _, before, container in chosen]


def _containers() -> Iterable[Any]:
    """Containers that the collector tracks, and dictionaries of plain values, which it does not."""
    tracked = gc.get_objects()
    types = {cls: _base(cls) for cls in set(map(type, tracked))}
    chosen = {cls for cls, base in types.items() if base is not None}
    yield from compress(tracked, map(chosen.__contains__, map(type, tracked)))
    entered = {cls for cls in types if cls is dict or cls in _SUSPENDABLE or _is_instance_type(cls)}
    held = gc.get_referents(*compress(tracked, map(entered.__contains__, map(type, tracked))))
    yield from (thing for thing in held if type(thing) is dict and not gc.is_tracked(thing))


def _base(cls: type) -> type | None:
    """The built-in container that a type is, or counts its members like."""
    base = next((base for base in _BUILT_IN if base in cls.__mro__), None)
    return base if base is not None and cls.__len__ is base.__len__ else None  # type: ignore[attr-defined]


def _is_instance_type(cls: type) -> bool:
    if AbstractEventLoop in cls.__mro__ or cls is FunctionType:
        return False
    return bool(cls.__flags__ & _HEAP_TYPE)
