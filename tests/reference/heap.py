"""What is on the heap of the manager and of its library: objects by their class, and bytes."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

#: Packages whose objects are counted.
OURS, LIBRARY = "wshygiene_reference", "websockets"


class Heap(NamedTuple):
    """One look: live objects by class, and the bytes that lines of those packages have asked for (0: not traced)."""

    objects: Counter[str]
    bytes: int

    def more_than(self, before: Heap) -> dict[str, int]:
        """Classes of which there are more objects than before, and how many more."""
        return dict(self.objects - before.objects)


def look(*packages: str) -> Heap:
    """The heap as it is, without a collection before; of the classes in ``packages`` (none: ours and the library's)."""
    told = packages or (OURS, LIBRARY)
    found = Counter(f"{type(thing).__module__}.{type(thing).__qualname__}" for thing in gc.get_objects())
    objects = Counter({name: number for name, number in found.items() if name.startswith(told)})
    return Heap(objects, _bytes(told) if tracemalloc.is_tracing() else 0)


def _bytes(packages: tuple[str, ...]) -> int:
    wanted = [tracemalloc.Filter(True, f"*/{package}/*") for package in packages]
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces(wanted).traces)


@contextmanager
def traced() -> Iterator[None]:
    """Trace all memory in here."""
    mine = not tracemalloc.is_tracing()
    if mine:
        tracemalloc.start(1)
    try:
        yield
    finally:
        if mine:
            tracemalloc.stop()


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep the garbage collector from running by itself in here."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
