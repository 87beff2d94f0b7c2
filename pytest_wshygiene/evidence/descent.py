"""Downwards: breadth first from objects that a person recognises to those that are wanted.

A leak is usually near a global of the program. Looking there first costs what is near, where looking for the holders
of an object costs a pass over the whole heap.
"""

from __future__ import annotations

import functools
import gc
from asyncio import Future
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextvars import Context
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CellType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
    TracebackType,
)
from typing import Any

from pytest_wshygiene.evidence.roots import is_harness
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.following import is_dead_end, is_library

#: Entries of one container that are looked into, the first and the latest; how many are compared with what is wanted.
_ENTERED, _COMPARED = 600, 1_000_000
_EVERY = 256  # objects between two looks at the clock
_ATOMS = frozenset({str, bytes, int, float, bool, complex, type(None), CodeType, ModuleType, BuiltinFunctionType})
#: What cannot be written as an expression.
_UNTYPED: frozenset[type] = frozenset(
    {
        AsyncGeneratorType,
        CellType,
        Context,
        CoroutineType,
        FrameType,
        FunctionType,
        GeneratorType,
        MethodType,
        TracebackType,
        functools.partial,
        type(functools.lru_cache(len)),
    }
)
_WIDE: tuple[type, ...] = (dict, list, tuple, set, frozenset, deque)


class Descent:
    """One search for ``wanted`` (identities) that enters nothing in ``hidden`` and ends at ``end`` (seconds)."""

    def __init__(self, wanted: Iterable[int], hidden: set[int], end: float) -> None:
        self.wanted = set(wanted)
        self._hidden = hidden
        self._end = end
        self._enterable: dict[type, bool] = {}

    def run(
        self, roots: Iterable[Any], most: int, typed: bool = False, classes: bool = True
    ) -> Iterator[tuple[int, list[Any]]]:
        """(identity, path from a root) of what is found; with ``typed`` only on paths that can be typed.

        Without ``classes`` the search stays with instances and what they hold.
        """
        queue = list(roots)
        above: dict[int, Any] = dict.fromkeys(map(id, queue))
        self._typed, self._classes = typed, classes
        self._enterable.clear()
        for looked, thing in enumerate(queue):
            if looked > most or not self.wanted or (looked % _EVERY == 0 and REAL.thread_time() > self._end):
                return
            for child in self._below(thing):
                mark = id(child)
                if mark in above or mark in self._hidden:
                    continue
                above[mark] = thing
                if mark in self.wanted:
                    self.wanted.discard(mark)
                    yield mark, _path(child, above)
                elif self._enters(child):
                    queue.append(child)

    def _below(self, thing: Any) -> Iterable[Any]:
        cls = type(thing)
        if cls is FunctionType:
            return [part for part in (thing.__closure__, thing.__defaults__, thing.__kwdefaults__) if part] + (
                [vars(thing)] if vars(thing) else []
            )
        if type in cls.__mro__:
            return [part for part in gc.get_referents(thing) if type(part) is dict]
        found = gc.get_referents(thing)
        if len(found) <= _ENTERED or not any(kind in cls.__mro__ for kind in _WIDE):
            return found
        marks = filter(self.wanted.__contains__, map(id, found)) if len(found) <= _COMPARED else ()
        wanted = [child for child in found if id(child) in self.wanted] if any(marks) else []
        return [*wanted, *found[: _ENTERED // 2], *found[-_ENTERED // 2 :]]

    def _enters(self, thing: Any) -> bool:
        cls = type(thing)
        known = self._enterable.get(cls)
        if known is None:
            known = self._enterable[cls] = self._enters_all(thing, cls)
        if known and cls is FunctionType:
            return is_first_party(thing.__code__.co_filename) or bool(vars(thing) or thing.__closure__)
        if known and type in cls.__mro__:
            return self._classes and not is_library(thing)
        return known

    def _enters_all(self, thing: Any, cls: type) -> bool:
        """Whether objects of one class lead anywhere that is worth looking at."""
        if cls in _ATOMS or is_harness(cls):
            return False
        if self._typed and (cls in _UNTYPED or Future in cls.__mro__):
            return False
        if cls is FunctionType or (type in cls.__mro__):
            return True
        return not is_dead_end(thing)


def _path(child: Any, above: Mapping[int, Any]) -> list[Any]:
    path = [child]
    while (holder := above[id(path[-1])]) is not None:
        path.append(holder)
    return path[::-1]
