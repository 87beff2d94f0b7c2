"""Values by the path that leads to them: containers that are replaced by larger ones, tuples and texts that grow.

Paths start at the modules of the program, at the scenario's variables and at the test's fixtures, and go through
attributes and a few entries of dictionaries. Nothing of the program's own is called.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.references.edges import shown_key
from pytest_wshygiene.references.following import attributes, is_dead_end, is_loop, module_of, walk_slots

#: Attributes and entries that are followed one after the other, entries of one dictionary, and values in all.
DEPTH, ENTRIES, MOST = 4, 20, 20_000
_SIZED: tuple[Any, ...] = (str, bytes, bytearray, tuple, frozenset, dict, list, set, deque)
_DULL: frozenset[type] = frozenset({int, float, bool, complex, type(None), CellType})
_HARNESS = ("_pytest", "pytest", "pluggy", "pytest_wshygiene", "pytest_asyncio", "unittest.mock", "mock", "coverage")


class Spot(NamedTuple):
    """Where a value was found, how to get what is there now, which value it is, and how large it was.

    ``is_variable`` is true where only functions lead to it: it may be what a test writes down for itself.
    """

    path: str
    fetch: Callable[[], Any]
    identity: int
    size: int
    is_variable: bool


class Roots(NamedTuple):
    """What paths start from: names and values that only the test has."""

    names: tuple[str, ...]
    values: tuple[Any, ...]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(zip(self.names, self.values, strict=True))


def roots_of(scenario: object, fixtures: Iterable[tuple[str, Any]]) -> Roots:
    """The variables that a scenario has from its surroundings, what it is bound to, and the test's fixtures."""
    found = dict(fixtures)
    if type(scenario) is MethodType:
        found["self"] = scenario.__self__
    function = scenario.__func__ if type(scenario) is MethodType else scenario
    if type(function) is FunctionType:
        found |= _variables(function)
    kept = {name: value for name, value in found.items() if not module_of(type(value)).startswith(_HARNESS)}
    return Roots(tuple(kept), tuple(kept.values()))


class PathSizes:
    """The size of everything that has a size and a path; in arrays, as in ``heap``, and paths by their hash."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._paths, self._identities, self._lengths = array("q"), array("Q"), array("Q")
        for spot in self._walk():
            self._paths.append(hash(spot.path))
            self._identities.append(spot.identity)
            self._lengths.append(spot.size)

    def grown(self, cycles: int) -> tuple[list[Spot], dict[int, Spot]]:
        """Values that another, larger value has replaced; and everything by its identity.

        A path that several values go by, such as entries whose keys are written alike, tells nothing of either.
        """
        found = []
        places: dict[int, Spot] = {}
        known = dict(zip(self._paths, zip(self._identities, self._lengths, strict=True), strict=True))
        now = list(self._walk())
        for several in _repeated(self._paths) | _repeated(hash(spot.path) for spot in now):
            known.pop(several, None)
        for spot in now:
            places.setdefault(spot.identity, spot)
            identity, size = known.get(hash(spot.path), (spot.identity, spot.size))
            more = spot.size - size
            if more > 0 and identity != spot.identity and (more >= cycles or more % cycles == 0):
                found.append(spot._replace(size=size))
        return found, places

    def known(self, paths: Iterable[str]) -> set[str]:
        """Those of some paths under which there was something."""
        hashes = frozenset(self._paths)
        return {path for path in paths if hash(path) in hashes}

    def _walk(self) -> Iterator[Spot]:
        """Breadth first, so that the shortest path to a value is the one that it is known by."""
        queue = deque(_first(self._roots))
        seen: set[int] = set()
        while queue and len(seen) < MOST:
            path, fetch, value, depth, bare = queue.popleft()
            cls = type(value)
            if cls in _DULL or id(value) in seen:
                continue
            base = next((each for each in _SIZED if each in cls.__mro__), None)
            if base is not None:
                yield Spot(path, fetch, id(value), base.__len__(value), bare)
                if base is not dict:
                    continue
            seen.add(id(value))
            if depth >= DEPTH or module_of(cls).startswith(_HARNESS):
                continue
            if cls is FunctionType:
                queue.extend((*variable, depth + 1, bare) for variable in _closure(value))
            elif not is_dead_end(value):
                members = _members(value, fetch)
                queue.extend((f"{path}{name}", get, child, depth + 1, False) for name, get, child in members)


def _repeated(paths: Iterable[int]) -> set[int]:
    return {path for path, times in Counter(paths).items() if times > 1}


_Step = tuple[str, Callable[[], Any], Any, int, bool]


def _first(roots: Roots) -> Iterator[_Step]:
    for name, module in sys.modules.copy().items():
        file = getattr(module, "__file__", None) if type(module) is ModuleType else None
        if not isinstance(file, str) or not is_first_party(file):
            continue
        for key, value in vars(module).copy().items():
            if not key.startswith(("__", "@")) and type(value) is not ModuleType:
                yield f"{name}.{key}", _member(vars(module), key), value, 1, False
                if type(value) is type and module_of(value) == name:
                    yield from _of_class(f"{name}.{key}", value)
    for key, value in roots:
        yield key, _constant(value), value, 0, True


def _of_class(path: str, cls: type) -> Iterator[_Step]:
    for key, value in vars(cls).copy().items():
        if not key.startswith("__"):
            yield f"{path}.{key}", _class_member(cls, key), value, 2, False


def _closure(function: FunctionType) -> Iterator[tuple[str, Callable[[], Any], Any]]:
    """The variables that a function has from its surroundings."""
    for name, value in _variables(function).items():
        yield f"variable `{name}` of `{function.__qualname__}`", _variable(function, name), value


def _variables(function: FunctionType) -> dict[str, Any]:
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells if cell != CellType()}


def _variable(function: FunctionType, name: str) -> Callable[[], Any]:
    return lambda: _variables(function).get(name)


def _members(value: Any, fetch: Callable[[], Any]) -> Iterator[tuple[str, Callable[[], Any], Any]]:
    if dict in type(value).__mro__:
        for key, child in list(dict.items(value))[:ENTRIES]:
            yield f"[{shown_key(key)}]", _later(fetch, key, _entry), child
        return
    if is_loop(value):
        return
    if type(value) is MethodType:
        yield ".__self__", lambda: value.__self__, value.__self__
    for name, child in [*attributes(value).items(), *walk_slots(value)]:
        yield f".{name}", _later(fetch, name, _attribute), child


def _later(fetch: Callable[[], Any], key: Any, read: Callable[[Any, Any], Any]) -> Callable[[], Any]:
    return lambda: read(fetch(), key)


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def _member(space: dict[str, Any], key: str) -> Callable[[], Any]:
    return lambda: space.get(key)


def _class_member(cls: type, key: str) -> Callable[[], Any]:
    return lambda: vars(cls).get(key)


def _entry(holder: Any, key: Any) -> Any:
    return dict.get(holder, key) if dict in type(holder).__mro__ else None


def _attribute(holder: Any, name: str) -> Any:
    own = attributes(holder)
    return own[name] if name in own else dict(walk_slots(holder)).get(name)
