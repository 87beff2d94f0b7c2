"""Connections that are closed and do not die: kept by a cache or a registry, by a traceback, or only by a cycle.

What an unbounded cache is keyed by can never leave it, which is certain. The rest is looked for where it was asked for
(``cycles``), with the garbage collector held back: it would hide what reference counting does not free.
"""

from __future__ import annotations

import gc
import re
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import AsyncGeneratorType, CoroutineType, FrameType, FunctionType, GeneratorType, TracebackType
from typing import Any, Literal, NamedTuple

from pytest_wshygiene.evidence.descent import Descent
from pytest_wshygiene.evidence.holders import Climb, HolderSearch
from pytest_wshygiene.evidence.roots import STDLIB, TEST_MODULE, Roots
from pytest_wshygiene.model import Leak, Owner
from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.panel import Panel
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.ages import unbounded_caches
from pytest_wshygiene.references.edges import CACHE, cache_bound, cached_name
from pytest_wshygiene.references.following import attributes, is_library
from pytest_wshygiene.references.naming import Chain, Namer, Spelling

Grade = Literal["cache", "reachable", "cycle", "traceback"]

#: The word that asks for everything but caches, and how many connections of one owner are looked into.
CYCLES, MOST = "cycles", 20
#: Objects looked at in one cache, and seconds for each search.
IN_A_CACHE, SECONDS = 3_000, 1.0
#: What a finalizer brings back for a moment, the next collection takes.
_COLLECTIONS = 2
_KINDS = ("connection", "session")


class Zombie(NamedTuple):
    """One closed connection that somebody keeps: ``holder`` says who, ``span`` which part of that is to be undone.

    ``chain`` is the same for drawing.
    """

    record: Record
    grade: Grade
    name: str
    holder: str
    span: tuple[int, int]
    release: str
    chain: Chain

    @property
    def subject(self) -> str:
        """What it is called in every run."""
        return f"{self.name} ({self.grade})"


def closed_alive(account: Account, panel: Panel) -> list[Record]:
    """What ``account`` has opened and closed, and that is still there; connections before the sessions they are in."""
    found = []
    for kind in _KINDS:
        for record in list(account.records.values()):
            if record.kind == kind and not record.judged:
                resource = record()
                if resource is not None and not panel.is_open(record, resource):
                    found.append(record)
        if found:
            break
    return found[:MOST]


def in_caches(records: list[Record]) -> list[Zombie]:
    """Those that an unbounded cache of the program's keeps as a part of one of its keys."""
    found: dict[int, Zombie] = {}
    for cache in unbounded_caches() if records else ():
        search = Descent([record.key for record in records], set(), REAL.thread_time() + SECONDS)
        known = {record.key: record for record in records if record() is not None}
        for mark, path in search.run(_keys(cache), IN_A_CACHE, typed=True, classes=False):
            if mark not in found and mark in known:
                found[mark] = _of_cache(known[mark], cache, path)
    return list(found.values())


def _keys(cache: Any) -> list[Any]:
    """The arguments that results are kept for."""
    contents = [part for part in gc.get_referents(cache) if type(part) is dict and part is not attributes(cache)]
    return [key for content in contents for key in content if type(key) not in (int, str)]


def _of_cache(record: Record, cache: Any, path: list[Any]) -> Zombie:
    name = cached_name(cache)
    inside = "".join(step.text for step in Namer("").spelling(path, {}).steps[1:])
    module, key = attributes(cache).get("__module__", "?"), f"key{inside}"
    holder = f"{module}.{name}, an unbounded cache -> {key}"
    kept = type(path[-1]).__qualname__
    chain = Chain((f"module {module}", "unbounded cache", kept), (name, key), (False, True))
    span = (len(holder) - len(key), len(holder))
    release = f"give the cache of `{name}` a bound, or key it by something else than the connection"
    return Zombie(record, "cache", kept, holder, span, release, chain)


def examined(records: list[Record], root: str) -> list[Zombie]:
    """Those that only a cycle keeps, and those that somebody does; runs the garbage collector."""
    cycles = {record.key: _cycle_of(record, root) for record in records}
    for _ in range(_COLLECTIONS):
        gc.collect()
    found = []
    for record in records:
        if record() is None:
            cycle = cycles[record.key]
            found += [cycle] if cycle is not None else []
    alive = [(record, thing) for record in records if (thing := record()) is not None]
    return found + _kept(alive, root)


def _kept(alive: list[tuple[Record, Any]], root: str) -> list[Zombie]:
    """Those that can be reached from the program's modules, or through the traceback of an exception."""
    found = []
    search = HolderSearch([thing for _, thing in alive], root, SECONDS)
    for index, path in search.run().items():
        record = alive[index][0]
        rank = Roots().rank(path[0])
        error = next((thing for thing in path if BaseException in type(thing).__mro__), None)
        is_traced = any(type(thing) is TracebackType for thing in path)
        if rank is None or rank > (STDLIB if is_traced else TEST_MODULE) or any(map(_is_bounded, path)):
            continue
        told, span = search.told(path), search.suspect(path, {record.key: record}, record.account)
        chain = search.chain(path, {record.key: record}, record.account)
        name = type(path[-1]).__qualname__
        if is_traced:
            kept = type(error).__name__ if error is not None else "an exception"
            release = f"keep the text of the `{kept}` only, or drop its traceback: `with_traceback(None)`"
            found.append(Zombie(record, "traceback", name, told, span, release, chain))
        else:
            release = "take it out where the connection ends"
            found.append(Zombie(record, "reachable", name, told, span, release, chain))
    return found


def _is_bounded(thing: Any) -> bool:
    """True for what lets go of the oldest when it takes in something new."""
    cls = type(thing)
    if cls is CACHE:
        return cache_bound(thing) is not None
    return deque in cls.__mro__ and deque.maxlen.__get__(thing) is not None


def _cycle_of(record: Record, root: str) -> Zombie | None:
    """The shortest cycle with something of the user's that keeps a resource; None where there is none."""
    target = record()
    if target is None:
        return None
    climb = Climb([target], Roots(), {id(sys._getframe())}, REAL.thread_time() + SECONDS)
    found = climb.cycle(is_users_own)
    if found is None:
        return None
    path, tail = found
    namer = Namer(root)
    spelled = namer.spelling(path, {})
    step = spelled.steps[_to_break(spelled, path)]
    again = namer.spelling([*tail, tail[-1]] if len(tail) == 1 else tail, {}).steps
    name = type(target).__qualname__
    rest = "".join(step.text for step in again[:1]) if len(tail) == 1 else "".join(step.text for step in again)
    release = _breaking(step.text, path[step.first])
    span = spelled.span(step.first, step.first)
    chain = namer.chain(spelled, path, {}, (step.first, step.first))
    return Zombie(record, "cycle", name, f"{spelled.text} -> {rest}", span, release, chain)


def _to_break(spelled: Spelling, path: list[Any]) -> int:
    """The step that the user can undo: what an object of the user's refers by, else what refers to one."""
    steps = [(at, step) for at, step in enumerate(spelled.steps) if step.end > step.first and step.text]
    own = [at for at, step in steps if is_users_own(path[step.first])]
    towards = [at for at, step in steps if is_users_own(path[min(step.end, len(path) - 1)])]
    return (own or towards or [at for at, _ in steps])[-1]


def _breaking(text: str, holder: Any) -> str:
    if text.startswith("."):
        return f"set `{type(holder).__qualname__}{text}` to None where the connection ends, or make it a weak reference"
    return f"break the cycle at {text.removeprefix(' -> ')}: clear it where the connection ends"


def is_users_own(thing: Any) -> bool:
    """True for an instance of a class, a function or a frame of the user's; but not for the frame of a test."""
    cls = type(thing)
    if cls is FunctionType:
        return is_first_party(thing.__code__.co_filename)
    if cls in _CODE:
        file = getattr(thing, _CODE[cls]).co_filename
        return is_first_party(file) and not Path(file).name.startswith(("test_", "conftest"))
    return type not in cls.__mro__ and not is_library(cls)


_CODE: dict[type, str] = {
    FrameType: "f_code",
    CoroutineType: "cr_code",
    GeneratorType: "gi_code",
    AsyncGeneratorType: "ag_code",
}


class Zombies:
    """Looks for them at the end of an owner, and holds automatic collections back for those who ask for cycles."""

    def __init__(self, panel: Panel, root: str, on_crash: Callable[[str, BaseException], None]) -> None:
        self._panel = panel
        self._on_crash = on_crash
        self._root = root
        self._waiting: set[Account] = set()
        self._told: dict[tuple[Owner, str], list[Record]] = {}
        self._was_on = False

    def begin(self, account: Account) -> None:
        """An account is opened."""
        if CYCLES not in account.terms.kinds or account.terms.mode == "off" or account.owner.kind == "fixture":
            return
        if not self._waiting:
            self._was_on = gc.isenabled()
            gc.disable()
        self._waiting.add(account)

    def end(self, account: Account) -> None:
        """It is closed: collections come by themselves again, when it was the last one that had asked."""
        if account in self._waiting:
            self._waiting.discard(account)
            if not self._waiting and self._was_on:
                gc.enable()

    def look(self, account: Account) -> list[Zombie]:
        """Closed connections that somebody keeps, each told once."""
        if account.owner.scope not in (None, "function") or "retained" not in account.terms.kinds:
            return []
        try:
            return self._looked(account)
        except Exception as error:  # a bug of ours must not hide what else has been found
            self._on_crash("retained", error)
            return []

    def _looked(self, account: Account) -> list[Zombie]:
        records = closed_alive(account, self._panel)
        found = in_caches(records)
        if CYCLES in account.terms.kinds and records:
            cached = {zombie.record.key for zombie in found}
            others = examined([record for record in records if record.key not in cached], self._root)
            found += [zombie for zombie in others if self._is_more(account.owner, zombie)]
        for zombie in found:
            zombie.record.judged = True
        return found

    def _is_more(self, owner: Owner, zombie: Zombie) -> bool:
        """False where a test that is run again has only replaced what the first run has left."""
        before = self._told.setdefault((owner, zombie.subject), [])
        is_more = all(record() is not None for record in before)
        before.append(zombie.record)
        return is_more


def within_registries(leaks: list[Leak]) -> list[Leak]:
    """The same leaks, but a closed connection in a container that is a leak itself is told as a part of that."""
    homes = [leak for leak in leaks if leak.kind == "registry"]
    inside: dict[str, list[str]] = {}
    others = []
    for leak in leaks:
        around = (each for each in homes if leak.grade == "reachable" and _is_within(leak.holders[0], each.subject))
        home = next(around, None)
        if home is None:
            others.append(leak)
        else:
            inside.setdefault(home.subject, []).append(f"closed, still reachable: {leak.holders[0]}")
    return [replace(leak, parts=(*leak.parts, *inside.get(leak.subject, ()))) for leak in others]


def _is_within(path: str, container: str) -> bool:
    """True for a path through a container, or through one that is inside of it: ``ROOMS['a']`` is in ``ROOMS[*]``."""
    return re.match(re.escape(container).replace(re.escape("[*]"), r"\[[^\]]*\]"), path) is not None
