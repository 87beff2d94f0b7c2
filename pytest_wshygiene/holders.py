"""Who still holds it: the shortest reference path from something a person recognises, in source terms.

All leaks of one verdict are searched together, upwards, one level at a time: a level costs one pass over the heap
however many objects are on it. A search has a budget and says when it is spent; it never guesses.
"""

from __future__ import annotations

import gc
import sys
from asyncio import Task
from collections.abc import Iterable
from types import FrameType, ModuleType
from typing import Any

from pytest_wshygiene.naming import Namer
from pytest_wshygiene.origin import FIRST_PARTY, OURS, origin
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references import is_loop, module_of, referents
from pytest_wshygiene.suspension import thread_stack

#: Levels and seconds after which a search gives up, and how many objects of one level are followed.
LEVELS = 14
SECONDS = 2.0
WIDEST = 400

MODULE, TEST_MODULE, FIXTURE, THREAD, TASK, FRAME, INSTALLED, LOOP, STDLIB = range(9)

# What these hold, they hold for the length of a test run: a path through them explains nothing.
_HARNESS = ("pytest_wshygiene", "_pytest.", "pluggy", "pytest_asyncio", "anyio.pytest_plugin", "xdist")


class HolderSearch:
    """Reference paths to ``targets``, not through ``hidden``: a connection's own keepalive task explains nothing."""

    def __init__(self, targets: list[Any], root: str, seconds: float = SECONDS, hidden: Iterable[object] = ()) -> None:
        self._targets = targets
        self._hidden = {id(part) for part in hidden}
        trio = sys.modules.get("trio._core._run")
        if trio is not None:  # where trio remembers, for each thread, what is running in it
            self._hidden.add(id(vars(trio.GLOBAL_RUN_CONTEXT)))
        self._namer = Namer(root)
        self._end = REAL.monotonic() + seconds
        self._down: dict[int, list[int]] = {}
        self._things: dict[int, Any] = {id(target): target for target in targets}
        self._roots: list[tuple[int, int]] = []  # rank, identity
        self._modules = {
            id(module.__dict__): name
            for name, module in list(sys.modules.items())
            if ModuleType in type(module).__mro__
        }
        self._live_frames = {id(frame) for ident in sys._current_frames() for frame in thread_stack(ident)}
        #: True when the budget ran out; where it did not and there is no path, nobody holds the target.
        self.spent = False

    def run(self) -> dict[int, list[Any]]:
        """The best path for every target that has one, by the target's position."""
        self._climb()
        found: dict[int, tuple[tuple[bool, bool, int, int], list[Any]]] = {}
        position = {id(target): index for index, target in enumerate(self._targets)}
        for rank, mark in self._roots:
            for index, path in self._descend(mark, position):
                arrows = " -> " in self.told(path)  # an expression can be typed, an arrow cannot
                merit = (rank >= LOOP, arrows, rank, len(path))
                if index not in found or merit < found[index][0]:
                    found[index] = (merit, path)
        return {index: path for index, (_, path) in found.items()}

    def told(self, path: list[Any]) -> str:
        """A path as source: ``app.main.MANAGER._tasks['c1']``."""
        text = self._namer.told(path, self._modules)
        return f"only the standard library, in {text}" if self._rank(path[0]) == STDLIB else text

    def _climb(self) -> None:
        frontier = list(self._targets)
        hidden = {id(self._targets), id(self._things), id(self._down), id(self.__dict__), *self._hidden}
        level = 0
        covered: set[int] = set()
        while frontier and level < LEVELS:
            if REAL.monotonic() > self._end or len(frontier) > WIDEST:
                self.spent = True
                frontier = frontier[:WIDEST]
                if REAL.monotonic() > self._end:
                    return
            level += 1
            marks = {id(thing) for thing in frontier}
            hidden.add(id(frontier))
            referrers = gc.get_referrers(*frontier)
            hidden.add(id(referrers))
            following: list[Any] = []
            for holder in referrers:
                mark = id(holder)
                if mark in hidden or self._is_ours(holder):
                    continue
                for child in referents(holder):
                    if id(child) in marks:
                        self._down.setdefault(mark, []).append(id(child))
                if mark in self._things:
                    continue
                self._things[mark] = holder
                rank = self._rank(holder)
                if rank is not None:
                    self._roots.append((rank, mark))
                    covered |= self._reached(mark) if rank <= TEST_MODULE else set()
                    if rank != TASK:
                        continue
                following.append(holder)
            if len(covered) == len(self._targets):
                return
            frontier = following

    def _reached(self, mark: int) -> set[int]:
        position = {id(target): index for index, target in enumerate(self._targets)}
        return {index for index, _ in self._descend(mark, position)}

    def _rank(self, holder: Any) -> int | None:
        if id(holder) in self._modules:
            return _module_rank(self._modules[id(holder)])
        cls = type(holder)
        if is_loop(holder):
            return LOOP
        if cls is FrameType:
            return FRAME if id(holder) in self._live_frames else None
        if cls.__name__ == "FixtureDef" and module_of(cls) == "_pytest.fixtures":
            return FIXTURE
        if any(base.__name__ == "Thread" and module_of(base) == "threading" for base in cls.__mro__):
            return THREAD
        return TASK if Task in cls.__mro__ or cls is Task else None

    def _is_ours(self, holder: Any) -> bool:
        cls = type(holder)
        if cls is FrameType:
            return origin(holder.f_code.co_filename) == OURS
        if cls is dict and self._modules.get(id(holder), "").startswith(_HARNESS):
            return True
        return module_of(cls).startswith(_HARNESS) and cls.__name__ != "FixtureDef"

    def _descend(self, root: int, position: dict[int, int]) -> Iterable[tuple[int, list[Any]]]:
        """Shortest ways down from ``root`` to every target below it."""
        above: dict[int, int] = {root: 0}
        queue = [root]
        for mark in queue:
            if mark in position and mark != root:
                path = [mark]
                while above[path[-1]]:
                    path.append(above[path[-1]])
                yield position[mark], [self._things[step] for step in reversed(path)]
                continue
            for child in self._down.get(mark, ()):
                if child not in above:
                    above[child] = mark
                    queue.append(child)


def _module_rank(name: str) -> int:
    file = getattr(sys.modules.get(name), "__file__", None)
    if not isinstance(file, str):
        return STDLIB
    if origin(file) == FIRST_PARTY:
        return TEST_MODULE if name.rpartition(".")[2].startswith(("test_", "conftest")) else MODULE
    return INSTALLED if "site-packages" in file or "dist-packages" in file else STDLIB
