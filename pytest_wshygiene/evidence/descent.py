"""Downwards: breadth first from objects that a person recognises to those that are wanted.

A leak is usually near a global of the program. Looking there first costs what is near, where looking for the holders
of an object costs a pass over the whole heap.
"""

from __future__ import annotations

import functools
import gc
from asyncio import Future
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
#: What may be entered: nothing, anything, and what is on a path that can be typed.
_NEVER, _ANY, _TYPED = range(3)
_WIDE: tuple[type, ...] = (dict, list, tuple, set, frozenset, deque)


class Descent:
    """One search for ``wanted`` (identities) that enters nothing in ``hidden`` and ends at ``end`` (seconds).

    ``reached`` are the paths to those of the hidden ``parts`` that were met.
    """

    def __init__(self, wanted: Iterable[int], hidden: set[int], end: float, parts: Set[int] = frozenset()) -> None:
        self.wanted = set(wanted)
        self.reached: dict[int, list[Any]] = {}
        self._hidden = hidden
        self._parts = parts
        self._end = end
        self._enterable: dict[type, int] = {}

    def run(
        self, roots: Iterable[Any], most: int, typed: bool = False, classes: bool = True
    ) -> Iterator[tuple[int, list[Any]]]:
        """(identity, path from a root) of what is found; with ``typed`` only on paths that can be typed.

        Without ``classes`` the search stays with instances and what they hold.
        """
        queue = list(roots)
        self._classes = classes
        yield from self._through(queue, dict.fromkeys(map(id, queue)), most, _TYPED if typed else _ANY, [])

    def run_by_rank(self, ranked: Sequence[Iterable[Any]], most: int) -> Iterator[tuple[int, list[Any]]]:
        """The same for roots of several ranks, the best ones first, and before all on paths that can be typed.

        Where those lead is not gone through again for the others, which begin where they end.
        """
        self._classes = True
        above: dict[int, Any] = {}
        left: list[list[Any]] = []
        for roots in ranked:
            queue = list(roots)
            above |= dict.fromkeys(map(id, queue))
            left.append([])
            yield from self._through(queue, above, most, _TYPED, left[-1])
        for queue in left:
            yield from self._through(queue, above, most, _ANY, [])

    def _through(
        self, queue: list[Any], above: dict[int, Any], most: int, least: int, left: list[Any]
    ) -> Iterator[tuple[int, list[Any]]]:
        """Go through ``queue`` and what it leads to; what is no worse than ``_ANY``, but worse than ``least``, is left.

        ``above`` has what leads to everything that has been met, by identity.
        """
        for looked, thing in enumerate(queue):
            if looked > most or not self.wanted or (looked % _EVERY == 0 and REAL.thread_time() > self._end):
                return
            for child in self._below(thing):
                mark = id(child)
                if mark in above:
                    continue
                if mark in self._hidden:
                    if mark in self._parts and mark not in self.reached:
                        self.reached[mark] = [*_path(thing, above), child]
                    continue
                above[mark] = thing
                if mark in self.wanted:
                    self.wanted.discard(mark)
                    yield mark, _path(child, above)
                    continue
                merit = self._merit(child)
                if merit >= least:
                    queue.append(child)
                elif merit:
                    left.append(child)

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

    def _merit(self, thing: Any) -> int:
        """Whether a thing is entered: never, on any path, or also on those that can be typed."""
        cls = type(thing)
        known = self._enterable.get(cls)
        if known is None:
            known = self._enterable[cls] = self._merit_of_all(thing, cls)
        if not known:
            return _NEVER
        if cls is FunctionType:
            is_entered = is_first_party(thing.__code__.co_filename) or bool(vars(thing) or thing.__closure__)
            return known if is_entered else _NEVER
        if type in cls.__mro__:
            return known if self._classes and not is_library(thing) else _NEVER
        return known

    def _merit_of_all(self, thing: Any, cls: type) -> int:
        """The same for objects of one class, whether they lead anywhere that is worth looking at."""
        if cls in _ATOMS or is_harness(cls):
            return _NEVER
        if cls is not FunctionType and type not in cls.__mro__ and is_dead_end(thing):
            return _NEVER
        return _ANY if cls in _UNTYPED or Future in cls.__mro__ else _TYPED


def _path(child: Any, above: Mapping[int, Any]) -> list[Any]:
    path = [child]
    while (holder := above[id(path[-1])]) is not None:
        path.append(holder)
    return path[::-1]
