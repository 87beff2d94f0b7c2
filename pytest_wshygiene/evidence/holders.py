"""Who still holds it: the shortest reference path from something a person recognises, in source terms.

The program's own modules are searched downwards first, as far as a leak usually is from them. What is not found there
is climbed to from below, one level at a time: a level costs one pass over the heap for every object on it, so of many
leaks a few are climbed from, and the others are looked for near what that has found. A search has a budget and says
when it is spent; it never guesses.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_wshygiene.evidence.descent import Descent
from pytest_wshygiene.evidence.releasing import is_private, release_through, release_untyped
from pytest_wshygiene.evidence.roots import CONTEXT, INSTALLED, LOOP, MODULE, STDLIB, TASK, TEST, TEST_MODULE, Roots
from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.ages import suspect_edges
from pytest_wshygiene.references.following import is_loop, referents
from pytest_wshygiene.references.naming import FINALIZER, Chain, Namer, Spelling, is_through_self

#: Levels, and seconds of the thread's own work, after which a search gives up; objects of one level that are followed.
LEVELS = 14
SECONDS = 1.0
WIDEST = 400
#: Objects looked at in a search downwards: from the modules, and around the holders of a leak of the same kind.
FROM_MODULES, AROUND = 30_000, 5_000
#: Seconds that looking around a path that was found may take when the budget is spent.
GRACE = 0.02
#: How many leaks are climbed from before the rest is, and the steps of a path around which others are looked for.
FIRST, NEAR = 2, 6
#: Holders of an object, the nearest first, that are tried for a cycle through them.
TURNS = 50


class HolderSearch:
    """Reference paths to ``targets``; through ``hidden`` only where there is no other from a module of the user's.

    A connection's own keepalive task explains nothing, while a thread that the user keeps leads to what it serves.
    """

    def __init__(self, targets: list[Any], root: str, seconds: float = SECONDS, hidden: Iterable[object] = ()) -> None:
        self._targets = targets
        self._parts = {id(part) for part in hidden}
        self._hidden = set(self._parts)
        trio = sys.modules.get("trio._core._run")
        if trio is not None:  # where trio remembers, for each thread, what is running in it
            self._hidden.add(id(vars(trio.GLOBAL_RUN_CONTEXT)))
        self._namer = Namer(root)
        self._end = REAL.thread_time() + seconds
        self._position = {id(target): index for index, target in enumerate(targets)}
        self._found: dict[int, list[Any]] = {}
        self._to_parts: list[list[Any]] = []
        self._waits = [_wait_of(target) for target in targets]
        self._roots = Roots()
        #: True when the budget ran out; where it did not and there is no path, nobody holds the target.
        self.spent = False

    def run(self) -> dict[int, list[Any]]:
        """The best path for every target that has one, by the target's position."""
        self._look_below_modules()
        tried: list[Any] = []
        for most in (FIRST, None):
            left = [target for target in self._missing() if not any(target is each for each in tried)][:most]
            if left:
                self._climb_from(left)
            tried = left
        for path in self._to_parts:
            self._continue_below(path)
        where = enumerate(self._position[id(target)] for target in self._targets)  # some may be the same object
        return {index: self._found[at] for index, at in where if at in self._found}

    def went_on(self, index: int) -> bool:
        """Whether a task, by its position, has run while it was searched for: a path to it never stood still."""
        before = self._waits[index]
        return before is not None and before() is not getattr(self._targets[index], "_fut_waiter", None)

    def spelling(self, path: list[Any]) -> Spelling:
        """A path as source, step by step: ``app.main.MANAGER._tasks['c1']``."""
        spelled = self._namer.spelling(path, self._roots.modules)
        is_bare = self.is_plumbing(path) and not spelled.text.startswith(FINALIZER)
        return spelled.after("only the standard library, in " if is_bare else "")

    def is_plumbing(self, path: list[Any]) -> bool:
        """True for a path that starts in a module of the standard library."""
        return self._roots.rank(path[0]) == STDLIB

    def told(self, path: list[Any]) -> str:
        """The same as one text."""
        return self.spelling(path).text

    def release(self, advice: str, path: list[Any], sites: tuple[Site, ...]) -> str:
        """The advice where the told path leads through a library's object, which releases what it has; else ""."""
        spelled = self.spelling(path)
        is_foreign = (self._roots.rank(path[0]) or 0) >= INSTALLED and "._" in spelled.text
        return release_through(advice, spelled, path, sites, is_foreign) or (advice if is_foreign else "")

    def release_untyped(self, advice: str, path: list[Any]) -> str:
        """The advice where nobody types the path, since private parts of a library's object are on it; else ""."""
        spelled = self.spelling(path)
        is_untyped = any(is_private(step, path) for step in spelled.steps)
        return release_untyped(advice, spelled.text) if is_untyped else ""

    def suspect(self, path: list[Any], records: Mapping[int, Record], account: Account) -> tuple[int, int]:
        """(start, end) in the told path of the steps that tie what ``account`` has made to something older."""
        if is_loop(path[0]):  # what a loop refers to, it has been given by its own code
            return (0, 0)
        return self.spelling(path).span(*suspect_edges(path, records, account))

    def chain(self, path: list[Any], records: Mapping[int, Record], account: Account) -> Chain:
        """The same for drawing: objects and references as words."""
        edges = suspect_edges(path, records, account)
        return self._namer.chain(self.spelling(path), path, self._roots.modules, edges)

    def _missing(self) -> list[Any]:
        return [target for target in self._targets if self._position[id(target)] not in self._found]

    def _look_below_modules(self) -> None:
        missing = self._missing()
        hidden = self._hidden | {id(self._targets), id(missing)}
        search = Descent(map(id, missing), hidden, self._end, self._parts)
        for mark, path in search.run_by_rank(
            [self._roots.spaces(rank) for rank in (MODULE, TEST_MODULE)], FROM_MODULES
        ):
            self._found[self._position[mark]] = path
        self._to_parts = list(search.reached.values())

    def _climb_from(self, targets: list[Any]) -> None:
        """Paths to ``targets`` from below; then to others that are held in the same place."""
        climb = Climb(targets, self._roots, self._hidden | {id(self._targets)}, self._end)
        found = climb.run(lambda path: " -> " in self.told(path))
        self.spent = climb.spent
        for mark, path in found.items():
            self._found.setdefault(self._position[mark], path)
        for path in found.values():
            for at in range(len(path) - 2, max(len(path) - NEAR, -1), -1):
                self._continue_below(path[: at + 1])

    def _continue_below(self, path: list[Any]) -> None:
        """Look for others below the end of ``path``, which is part of the way to them."""
        missing = self._missing()
        if not missing:
            return
        end = max(self._end, REAL.thread_time() + GRACE)
        search = Descent(map(id, missing), self._hidden | {id(self._targets), id(missing)}, end)
        for mark, rest in search.run([path[-1]], AROUND):
            self._found[self._position[mark]] = path[:-1] + rest


def _wait_of(target: Any) -> weakref.ref[Any] | None:
    """What a task of asyncio's is waiting for."""
    waiter = getattr(target, "_fut_waiter", None) if asyncio.Task in type(target).__mro__ else None
    return weakref.ref(waiter) if waiter is not None else None


class Climb:
    """One search upwards from ``targets``, all together."""

    def __init__(self, targets: list[Any], roots: Roots, hidden: set[int], end: float) -> None:
        self._targets = targets
        self._wanted = {id(target) for target in targets}
        self._roots = roots
        self._hidden = hidden
        self._end = end
        self._down: dict[int, list[int]] = {}
        self._things: dict[int, Any] = {id(target): target for target in targets}
        self._starts: list[tuple[int, int]] = []  # rank, identity
        self._covered: set[int] = set()
        self.spent = False

    def run(self, has_arrows: Callable[[list[Any]], bool]) -> dict[int, list[Any]]:
        """The best path of each target that has one, by identity."""
        self._climb()
        found: dict[int, tuple[tuple[bool, bool, bool, int, int], list[Any]]] = {}
        for rank, mark in self._starts:
            for target, path in self._descend(mark):
                if rank == TEST and not is_through_self(path):
                    continue
                is_of_another = rank == LOOP and is_loop(path[-1])  # no loop is there for another one
                merit = (rank >= LOOP, is_of_another, has_arrows(path), rank, len(path))
                if target not in found or merit < found[target][0]:
                    found[target] = (merit, path)
        return {mark: path for mark, (_, path) in found.items()}

    def cycle(self, is_wanted: Callable[[Any], bool]) -> tuple[list[Any], list[Any]] | None:
        """The nearest cycle with something wanted that holds the only target, and the way from there to the target."""
        self._climb()
        up: dict[int, list[int]] = {}
        for holder, held in self._down.items():
            for child in held:
                up.setdefault(child, []).append(holder)
        above = self._ways(id(self._targets[0]), up)
        for start in list(above)[:TURNS]:
            marks = self._turn(start, up, is_wanted)
            if marks:
                if start != id(self._targets[0]):  # the frame or object that somebody wrote says more than a traceback
                    first = next(at for at, mark in enumerate(marks) if mark in above and is_wanted(self._things[mark]))
                    marks = [*marks[first:], *marks[1 : first + 1]]
                tail = reversed(above[marks[0]])
                return [self._things[mark] for mark in marks], [self._things[mark] for mark in tail]
        return None

    def _turn(self, start: int, up: Mapping[int, list[int]], is_wanted: Callable[[Any], bool]) -> list[int]:
        """The shortest way from ``start`` back to it through something wanted; empty for none."""
        down, back = self._ways(start, self._down), self._ways(start, up)
        turns = [mark for mark in down if mark in back and mark != start and is_wanted(self._things[mark])]
        if not turns:
            return []
        best = min(turns, key=lambda mark: len(down[mark]) + len(back[mark]))
        return [*down[best], *reversed(back[best][:-1])]

    @staticmethod
    def _ways(start: int, edges: Mapping[int, list[int]]) -> dict[int, list[int]]:
        """The shortest way from ``start`` to everything that can be reached, both ends included."""
        ways = {start: [start]}
        for mark in (queue := [start]):
            for after in edges.get(mark, ()):
                if after not in ways:
                    ways[after] = [*ways[mark], after]
                    queue.append(after)
        return ways

    def _climb(self) -> None:
        frontier = list(self._targets)
        own = (self._targets, self._things, self._down, self.__dict__, self._starts)
        hidden = {*map(id, own), *self._hidden}
        pace = 0.0
        for _ in range(LEVELS):
            left = self._end - REAL.thread_time()
            room = WIDEST if not pace else min(WIDEST, int(left / pace))
            if left <= 0 or len(frontier) > room:
                self.spent = True
                frontier = frontier[: max(room, 0)]
            if not frontier or left <= 0:
                return
            hidden.add(id(frontier))
            began = REAL.thread_time()
            referrers = gc.get_referrers(*frontier)
            pace = (REAL.thread_time() - began) / len(frontier)
            hidden.add(id(referrers))
            frontier = self._sorted({id(thing) for thing in frontier}, referrers, hidden)
            if len(self._covered) == len(self._wanted):
                return

    def _sorted(self, marks: set[int], referrers: list[Any], hidden: set[int]) -> list[Any]:
        """Take in the holders of one level; those that are to be climbed from are returned."""
        following: list[Any] = []
        hidden.add(id(following))
        for holder in referrers:
            mark = id(holder)
            if mark in hidden or self._roots.is_ours(holder):
                continue
            self._down.setdefault(mark, []).extend(filter(marks.__contains__, map(id, referents(holder))))
            rank = self._roots.rank(holder) if mark not in self._things or mark in self._wanted else None
            if mark in self._things:
                if rank is not None and (rank, mark) not in self._starts:  # one target may hold another
                    self._starts.append((rank, mark))
                continue
            self._things[mark] = holder
            if rank is not None:
                self._starts.append((rank, mark))
                self._covered |= {target for target, _ in self._descend(mark)} if rank <= TEST_MODULE else set()
            if rank in (None, TASK, CONTEXT):
                following.append(holder)
        return following

    def _descend(self, root: int) -> Iterable[tuple[int, list[Any]]]:
        """Shortest ways down from ``root`` to every target below it."""
        above: dict[int, int] = {root: 0}
        queue = [root]
        for mark in queue:
            if mark in self._wanted and mark != root:
                path = [mark]
                while above[path[-1]]:
                    path.append(above[path[-1]])
                yield mark, [self._things[step] for step in reversed(path)]
                continue
            for child in self._down.get(mark, ()):
                if child not in above:
                    above[child] = mark
                    queue.append(child)
