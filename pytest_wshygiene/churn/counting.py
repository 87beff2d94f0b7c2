"""What is counted after every cycle: open resources, registry entries, threads, descriptors, live objects by type."""

from __future__ import annotations

import gc
import logging
import sys
from asyncio import TimerHandle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import compress
from types import AsyncGeneratorType, CoroutineType, FrameType, FunctionType, GeneratorType, MethodType, TracebackType
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

from pytest_wshygiene.churn.placed import kind_of, place_of
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.following import module_of
from pytest_wshygiene.suspended.stacks import threads_running

if TYPE_CHECKING:
    from pytest_wshygiene.judging.inspector import Inspector

#: What a name of each kind begins with; the rest is told by the kind.
ENTRIES, LIVE, THREADS, DESCRIPTORS = "entries of ", "live ", "threads", "descriptors"

#: Objects of a type that are looked at.
SAMPLES = 3

# Types of the harness and of the interpreter's own records: they remember every cycle, which is their job.
_NOT_COUNTED = (
    "builtins",
    "pytest_wshygiene",
    "wshygiene_checks",
    "_pytest",
    "pytest_asyncio",
    "pluggy",
    "xdist",
    "hypothesis",
    "coverage",
    "unittest.mock",
    "mock",
    "weakref",
    "_weakref",
    "warnings",
    "_py_warnings",
    "tracemalloc",
    "importlib",
    "_frozen_importlib",
    "_contextvars",
    "linecache",
)
_NOT_COUNTED_UNDER = tuple(f"{name}." for name in _NOT_COUNTED)
_PLAIN: tuple[type, ...] = (
    FunctionType,
    MethodType,
    CoroutineType,
    GeneratorType,
    AsyncGeneratorType,
    FrameType,
    TracebackType,
    ReferenceType,
    partial,
)


class Replaced:
    """Objects of which there are as many as before: each that came has taken the place of one that was there already.

    So do the entries of a cache that throws out its oldest. While only young objects are seen, they seem to grow.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [name for name in names if name.startswith(LIVE)]
        self._before = self._now()

    def names(self, cycles: int) -> set[str]:
        """Those types of which there are hardly more now than at first; asked when all objects are in sight again.

        Of what grows there would be ``cycles`` more. Less than half of that is what happens to be there at a moment.
        """
        now = self._now()
        return {name for name in self._names if 2 * (now.get(name, 0) - self._before.get(name, 0)) < cycles}

    def _now(self) -> dict[str, int]:
        if not self._names:
            return {}
        collect()
        return _of_types()


@contextmanager
def only_young() -> Iterator[None]:
    """Let the garbage collector see only what is made inside: collecting and listing cost what the scenario made.

    A program that has frozen objects itself gets them back into the collector's sight: ``gc.unfreeze`` is for all.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def collect() -> None:
    """Collect until nothing is found: a finalizer in a cycle needs a second pass."""
    for _ in range(5):
        if not gc.collect():
            return


class Captured:
    """Log records that pytest keeps: those of repeated cycles go, because they hold all that they tell of."""

    def __init__(self) -> None:
        handlers = [handler for handler in logging.getLogger().handlers if _captures(handler)]
        self._kept = [(handler, len(handler.records)) for handler in handlers]  # type: ignore[attr-defined]

    def forget(self) -> None:
        """Drop what has been captured since; the captured text stays."""
        for handler, number in self._kept:
            del handler.records[number:]  # type: ignore[attr-defined]


def _captures(handler: logging.Handler) -> bool:
    return type(handler).__name__ == "LogCaptureHandler" and module_of(type(handler)) == "_pytest.logging"


def count(inspector: Inspector | None) -> dict[str, int]:
    """Everything that is counted, by name; only names and numbers are kept, so that nothing counts itself."""
    collect()
    counted = _of_types()
    if inspector is not None:
        for suspect in inspector.open_now():
            for name in filter(None, (kind_of(suspect.record), place_of(suspect.record))):
                counted[name] = counted.get(name, 0) + 1
        for registry in inspector.census.registries:
            counted[f"{ENTRIES}{registry.name}"] = len(registry.entries())
    counted[THREADS] = threads_running()
    if (descriptors := _descriptors()) is not None:
        counted[DESCRIPTORS] = descriptors
    return counted


def name_of(cls: type) -> str:
    """``live module.Class``; "" for a type that is not counted."""
    if cls in _PLAIN:
        return f"{LIVE}{cls.__name__}"
    module = module_of(cls)
    if not module or f"{module}.".startswith(_NOT_COUNTED_UNDER):
        return ""
    return f"{LIVE}{module}.{cls.__qualname__}"


def is_plain(name: str) -> bool:
    """True for functions, coroutines and other types of the interpreter's, which say little by themselves."""
    return name in {name_of(cls) for cls in _PLAIN}


class Samples:
    """The youngest objects of types that grow, without keeping them alive."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._references: dict[str, list[Callable[[], Any]]] = {name: [] for name in names if name.startswith(LIVE)}
        for thing in gc.get_objects() if self._references else ():
            name = name_of(type(thing))
            if name in self._references and not _is_over(thing):
                self._references[name] = [*self._references[name][1 - SAMPLES :], _reference(thing)]

    def of(self, name: str) -> list[Any]:
        """Those of a type that are still alive."""
        found = [reference() for reference in self._references.get(name, ())]
        return [thing for thing in found if thing is not None]

    def __iter__(self) -> Iterator[tuple[str, list[Any]]]:
        return iter([(name, found) for name in self._references if (found := self.of(name))])


def _reference(thing: Any) -> Callable[[], Any]:
    try:
        return ref(thing)
    except TypeError:  # no weak references to this type: better keep one than have none to show
        return lambda: thing


def _of_types() -> dict[str, int]:
    everything = gc.get_objects()
    numbers = Counter(map(type, everything))
    counted: dict[str, int] = {}
    for cls, number in numbers.items():
        if name := name_of(cls):
            counted[name] = counted.get(name, 0) + number
    timers = {cls for cls in numbers if _is_timer(cls)}
    for thing in compress(everything, map(timers.__contains__, map(type, everything))) if timers else ():
        if _is_over(thing):
            counted[name_of(type(thing))] -= 1
    return counted


def _is_over(thing: Any) -> bool:
    """A timer that was cancelled stays in its loop's heap until the loop tidies up."""
    return _is_timer(type(thing)) and bool(thing.cancelled())


def _is_timer(cls: type) -> bool:
    return cls is TimerHandle or TimerHandle in cls.__mro__


def _descriptors() -> int | None:
    """How many are open, as their folder says; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return len(REAL.listdir("/proc/self/fd"))
    except OSError:
        return None
