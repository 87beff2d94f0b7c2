"""Who holds what grows, and whether that is anybody's concern: the harness and the loop keep books of their own."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile
from types import AsyncGeneratorType, CellType, CoroutineType, FrameType, FunctionType, GeneratorType, MethodType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary

from pytest_wshygiene.churn.paths import Roots
from pytest_wshygiene.evidence.descent import Descent
from pytest_wshygiene.evidence.holders import HolderSearch
from pytest_wshygiene.ownership.origin import OURS, origin
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.following import attributes, is_loop, module_of, reachable
from pytest_wshygiene.references.naming import Namer

#: Objects that are followed from the harness's own records, and from the variables of a scenario, and for how long.
MOST_IN_BOOKS, MOST_BELOW, SECONDS = 100_000, 30_000, 0.5
UNKNOWN = "unknown: nothing that Python can see"
SPENT = "unknown: the search for holders has spent its budget"
_STANDARD = "only the standard library, in "
#: Modules of the standard library whose containers grow for what the program does with them.
_TOLD_ALL_THE_SAME = ("logging",)
_BOOKKEEPERS = ("_pytest", "pluggy", "pytest_wshygiene", "unittest.mock", "mock", "coverage", "hypothesis", "weakref")
_CACHES_OF_PYTHON = ("__warningregistry__", "._abc_impl")
_CONTAINERS: tuple[type, ...] = (dict, list, set, tuple, deque)
_BARE: tuple[type, ...] = (FunctionType, CellType, FrameType, CoroutineType, MethodType, tuple)
_RUNNING: tuple[type, ...] = (CoroutineType, AsyncGeneratorType, GeneratorType)
_CACHE = type(lru_cache(len))
_WEAK: tuple[type, ...] = (WeakKeyDictionary, WeakValueDictionary, WeakSet)


class Holding(NamedTuple):
    """The path to a thing as text, the objects on the way (root first), and whether it is a mere variable."""

    text: str
    path: tuple[Any, ...]
    is_variable: bool = False

    def leads_through(self, things: Sequence[Any]) -> bool:
        """True when the way passes one of ``things``, or ends there."""
        marks = {id(thing) for thing in things}
        return any(id(step) in marks for step in self.path)

    def is_part_of_a_call(self) -> bool:
        """True for what is asyncio's own, and only the loop leads to: what the call has started says more."""
        if not self.path or not is_loop(self.path[0]):
            return False
        owner = _owner(self.path) if type(self.path[-1]) in _CONTAINERS else self.path[-1]
        return module_of(type(owner)).partition(".")[0] == "asyncio"


def holdings(things: Sequence[Any], root: str, variables: Roots) -> list[Holding | None]:
    """Who holds each of ``things``; None where nobody does, or only somebody whose business it is.

    What is far from every name is looked for below the ``variables`` that the scenario uses.
    """
    if not things:
        return []
    search = HolderSearch(list(things), root)
    paths = search.run()
    below = _below(variables, things, root) if search.spent and len(paths) < len(things) else {}
    found: list[Holding | None] = []
    for index in range(len(things)):
        path = paths.get(index)
        if path is None:
            found.append(below.get(id(things[index]), Holding(SPENT, ())) if search.spent else None)
            continue
        text = search.told(path)
        if is_loop(path[0]):
            text = _of_owner(path) or _of_call(search, path) or text
        found.append(None if _is_bookkeeping(path, text) else Holding(text, tuple(path), _is_variable(path)))
    return found


def held_below(variables: Roots, thing: Any, root: str) -> str:
    """The path to a thing from one of the scenario's variables; "" where there is none, or nobody could type it."""
    return _below(variables, [thing], root).get(id(thing), Holding("", ())).text


def _below(variables: Roots, things: Sequence[Any], root: str) -> dict[int, Holding]:
    """What paths lead to, by identity, that begin at a variable and can be typed."""
    names = dict(zip(variables.names, variables.values, strict=True))
    search = Descent(map(id, things), set(), REAL.thread_time() + SECONDS)
    found: dict[int, Holding] = {}
    for mark, path in search.run([names], MOST_BELOW, typed=True, classes=False):
        text = Namer(root).spelling(path, {id(names): ""}).text.removeprefix(".")
        if not _is_bookkeeping(path, text):
            found[mark] = Holding(text, tuple(path[1:]))
    return found


def kept_by_books(samples: Sequence[Any]) -> bool:
    """True when all of them are kept by recorded calls of mocks, caches with a bound, or deques that are full."""
    wanted = {id(sample) for sample in samples}
    books: list[Any] = []
    for thing in gc.get_objects():
        cls = type(thing)
        if cls is _CACHE:
            if _is_bounded_cache(thing):
                wanted -= _entries(thing)
        elif cls is deque:
            if _is_full(thing):
                wanted -= set(map(id, thing))
        elif cls.__name__ == "_CallList" and module_of(cls) == "unittest.mock":
            books.append(thing)
    return bool(samples) and reachable(books, wanted, set(), MOST_IN_BOOKS) == wanted


def _is_bounded_cache(thing: Any) -> bool:
    """True for an ``lru_cache`` that fills up, and then stays as it is."""
    return type(thing) is _CACHE and thing.cache_parameters()["maxsize"] is not None


def _is_full(thing: deque[Any]) -> bool:
    """True for a deque that lets one entry go for each that comes."""
    return bool(thing.maxlen) and len(thing) == thing.maxlen


def _entries(cache: Any) -> set[int]:
    """The keys and results of an ``lru_cache``, and what is directly in them."""
    entries = gc.get_referents(cache)
    return set(map(id, entries)) | set(map(id, gc.get_referents(*entries)))


def _is_bookkeeping(path: Sequence[Any], text: str) -> bool:
    if is_loop(path[0]) and _belongs_to_loop(path):
        return True
    if text.startswith(_STANDARD):
        return not text.removeprefix(_STANDARD).startswith(_TOLD_ALL_THE_SAME)
    if any(part in text for part in _CACHES_OF_PYTHON) or any(map(_is_bounded_cache, path)):
        return True
    if _is_kept_by_us(path):
        return True
    return any(_is_book(step, path[-1]) for step in path[1:])


def _is_kept_by_us(path: Sequence[Any]) -> bool:
    """True where the last function or method on the way is one of ours, put around one of the program's."""
    last = next((step for step in reversed(path[:-1]) if type(step) in (FunctionType, MethodType)), None)
    return type(last) is FunctionType and origin(last.__code__.co_filename) == OURS


def _is_book(step: Any, thing: Any) -> bool:
    """True for a step to what the harness keeps, and for the books of a weak collection.

    What grows in those is alive for another reason; but what a weak dictionary has as a value is alive for that.
    """
    weak = next((base for base in _WEAK if base in type(step).__mro__), None)
    if weak is not None:
        return any(thing is each for each in attributes(step).values())
    return _is_of(type(step), _BOOKKEEPERS)


def _is_of(cls: type, modules: tuple[str, ...]) -> bool:
    if cls.__name__ == "FixtureDef":
        return False
    names = {module_of(base) for base in cls.__mro__[:3]}
    return any(name == module or name.startswith(f"{module}.") for name in names for module in modules)


def _is_variable(path: Sequence[Any]) -> bool:
    """True where nothing but functions and frames lies between."""
    return all(type(step) in _BARE for step in path[:-1])


def _belongs_to_loop(path: Sequence[Any]) -> bool:
    """True for the loop's own tables; what a server has that only the loop refers to is the server's."""
    owner = _owner(path)
    return owner is None or is_loop(owner) or module_of(type(owner)) in ("selectors", "select")


def _of_owner(path: Sequence[Any]) -> str:
    """``Server.clients``, for what has no path that begins at a name."""
    owner = _owner(path)
    ways = {id(value): name for name, value in attributes(owner).items()} if owner is not None else {}
    within = dropwhile(lambda step: step is not owner, path)  # the loop before it may be an attribute of its own
    name = next((ways[id(step)] for step in within if id(step) in ways), "")
    return f"{type(owner).__qualname__}.{name}" if name else ""


def _of_call(search: HolderSearch, path: list[Any]) -> str:
    """The running function that has it in a local, which says more than the loop that runs it."""
    last = next((at for at in range(len(path) - 2, 0, -1) if type(path[at]) in _RUNNING), 0)
    return search.told(path[last:]).partition(" -> ")[2] if last else ""


def _owner(path: Sequence[Any]) -> Any:
    """The last object on the way that is no mere container."""
    return next((step for step in reversed(path[:-1]) if type(step) not in _CONTAINERS), None)
