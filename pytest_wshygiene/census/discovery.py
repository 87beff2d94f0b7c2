"""Finding the containers of packages: module globals, class attributes, and attributes of instances that live there.

What is found is remembered by path, never by reference: a container or manager that a test replaces must be able to
die. A plan fetches everything by its names again, level by level and mostly in C, and says so when something else is
there than was found.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from types import ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.census.containers import (
    CONTAINER,
    EMITTER,
    INSTANCE,
    NOTHING,
    entries_inside,
    holds_containers,
    is_container,
    modules_of,
    namespace_reader,
    namespaces_of,
    sort_value,
)
from pytest_wshygiene.census.registries import count_listeners

#: Attributes of instances are followed this far: ``MANAGER.rooms`` and ``MANAGER.hub.rooms``.
DEPTH = 2

Space = Mapping[str, Any]
Reader = Callable[[Any], Space]


class Changed(Exception):
    """There are other things in the program's namespaces than were found there."""


class Place(NamedTuple):
    """Where a container was found: how it is written, and how to get there."""

    path: str
    root: Any  # a module or a class
    names: tuple[str, ...]
    is_emitter: bool = False
    is_inside: bool = False  # what is counted are the entries of its entries

    @property
    def kind(self) -> str:
        """The kind of leak that it is when it grows."""
        return "listener" if self.is_emitter else "registry"

    @property
    def inside(self) -> Place:
        """The same place for what is inside the entries of a dictionary of containers."""
        return self._replace(path=f"{self.path}[*]", is_inside=True)

    def holder(self) -> Any:
        """The object whose attribute it is; raises AttributeError or KeyError when the way there has changed."""
        found = self.root
        for name in self.names[:-1]:
            found = _member(found, name)
        return found

    def find(self) -> Any:
        """What is there now."""
        return _member(self.holder(), self.names[-1])

    def size(self) -> int:
        """How much is in it now; 0 where there is nothing any more."""
        try:
            found = self.find()
        except (KeyError, AttributeError):
            return 0
        if self.is_emitter:
            return count_listeners(found)
        return (entries_inside(found) if self.is_inside else len(found)) if is_container(found) else 0


class _Spot(NamedTuple):
    """One name in one namespace that is worth fetching."""

    name: str
    value: Any
    sort: str
    place: Place


class _Fetch:
    """Spots in several namespaces, fetched again by name; ``places`` are where they are written."""

    def __init__(self, spots: Sequence[tuple[Space, list[_Spot]]], *sorts: str) -> None:
        chosen = [[spot for spot in found if spot.sort in sorts] for _, found in spots]
        self.spots = [spot for found in chosen for spot in found]
        self._types = [type(spot.value) for spot in self.spots]
        self._getters = [(at, _getter([spot.name for spot in found])) for at, found in enumerate(chosen) if found]

    def __call__(self, spaces: Sequence[Space]) -> list[Any]:
        """The values; raises Changed where one is not of the type that was found."""
        values: list[Any] = []
        for at, get in self._getters:
            values += get(spaces[at])
        if list(map(type, values)) != self._types:
            raise Changed
        return values


class _Level:
    """The namespaces at one distance from the modules, and what is fetched from them."""

    def __init__(self, spots: Sequence[tuple[Space, list[_Spot]]]) -> None:
        self._widths = [len(space) for space, _ in spots]
        self._containers = _Fetch(spots, CONTAINER)
        self._others = _Fetch(spots, EMITTER, INSTANCE, NOTHING)
        containers, others = self._containers.spots, self._others.spots
        nested = [at for at, spot in enumerate(containers) if holds_containers(spot.value)]
        emitters = [at for at, spot in enumerate(others) if spot.sort == EMITTER]
        entered = [at for at, spot in enumerate(others) if spot.sort == INSTANCE]
        self._nested, self._emitters, self._instances = _getter(nested), _getter(emitters), _getter(entered)
        self._readers = [_reader(others[at].value) for at in entered]
        self.places = [spot.place for spot in containers]
        self.places += [containers[at].place.inside for at in nested]
        self.places += [others[at].place for at in emitters]
        containers.clear()  # what was found must be able to die
        others.clear()

    def measure(self, spaces: Sequence[Space], sizes: list[int]) -> Sequence[Space]:
        """Add the sizes of this level's containers to ``sizes``; returns the namespaces of the next level."""
        if list(map(len, spaces)) != self._widths:
            raise Changed
        containers = self._containers(spaces)
        sizes += map(len, containers)
        sizes += map(entries_inside, self._nested(containers))
        others = self._others(spaces)
        sizes += map(count_listeners, self._emitters(others))
        return [read(thing) for read, thing in zip(self._readers, self._instances(others), strict=True)]


class Plan:
    """The containers of some packages at one time, and how to measure them all again."""

    def __init__(self, packages: tuple[str, ...] = (), skipped: Iterable[int] = ()) -> None:
        self.modules, self.is_pending = modules_of(packages)
        self._packages = packages
        self._seen = set(skipped)
        spots = self._roots(self.modules)
        self._spaces = [space for space, _ in spots]
        self._levels = [_Level(spots)]
        for depth in range(DEPTH):
            entered = [spot for _, found in spots for spot in found if spot.sort == INSTANCE]
            spots = [self._inside(spot, last=depth + 1 == DEPTH) for spot in entered]
            self._levels.append(_Level(spots))
        self._seen.clear()
        self.places = {place.path: place for level in self._levels for place in level.places}
        self.paths = [place.path for level in self._levels for place in level.places]

    def measure(self) -> list[int]:
        """The size of each container in the order of ``paths``; raises Changed when a new plan must be made."""
        sizes: list[int] = []
        spaces: Sequence[Space] = self._spaces
        try:
            for level in self._levels:
                spaces = level.measure(spaces, sizes)
        except (KeyError, AttributeError, RuntimeError) as error:
            raise Changed from error
        return sizes

    def is_outdated(self) -> bool:
        """True when modules have been imported, or dropped, since."""
        modules, _ = modules_of(self._packages)
        return list(map(id, modules)) != list(map(id, self.modules))

    def has_news(self, paths: Iterable[str]) -> bool:
        """True when containers are found inside one that held none before."""
        news = [self.places[path] for path in paths if f"{path}[*]" not in self.places and not path.endswith("[*]")]
        return any(holds_containers(place.find()) for place in news)

    def _roots(self, modules: list[ModuleType]) -> list[tuple[Space, list[_Spot]]]:
        """What is in modules and their classes; under several names, at the one where it is assigned in source."""
        found = [
            (space, [self._spot(name, value, Place(prefix, root, ())) for name, value in list(space.items())])
            for module in modules
            for prefix, root, space in namespaces_of(module)
        ]
        homes: dict[int, _Spot] = {}
        for _, spots in found:
            for spot in spots:
                known = homes.get(id(spot.value))
                if spot.sort in ("", NOTHING):
                    continue
                if known is None or (not _is_assigned(known) and _is_assigned(spot)):
                    homes[id(spot.value)] = spot
        kept = [(space, [spot for spot in spots if self._keeps(spot, homes)]) for space, spots in found]
        self._seen.update(homes)
        return kept

    def _keeps(self, spot: _Spot, homes: Mapping[int, _Spot]) -> bool:
        if not spot.sort or id(spot.value) in self._seen:
            return False
        return spot.value is None or homes[id(spot.value)] is spot

    def _inside(self, home: _Spot, last: bool) -> tuple[Space, list[_Spot]]:
        """What is among the attributes of an instance, as far as it has not been found elsewhere."""
        space = _reader(home.value)(home.value)
        kept = []
        for name, value in list(space.items()):
            spot = self._spot(name, value, home.place)
            if not spot.sort or (spot.sort == INSTANCE and last):
                continue
            if value is not None:
                if id(value) in self._seen:
                    continue
                self._seen.add(id(value))
            kept.append(spot)
        return space, kept

    def _spot(self, name: str, value: Any, home: Place) -> _Spot:
        sort = "" if name.startswith(("__", "@")) else sort_value(value, self._packages)
        if sort == INSTANCE and namespace_reader(type(value)) is None:
            sort = ""
        place = Place(f"{home.path}.{name}", home.root, (*home.names, name), sort == EMITTER)
        return _Spot(name, value, sort, place)


def _reader(thing: Any) -> Reader:
    read = namespace_reader(type(thing))
    assert read is not None  # things that cannot be read are not entered
    return read


def _member(holder: Any, name: str) -> Any:
    if type(holder) is ModuleType or type in type(holder).__mro__:
        return vars(holder)[name]
    return _reader(holder)(holder)[name]


def _getter(keys: Sequence[Any]) -> Callable[[Any], Sequence[Any]]:
    """``itemgetter`` that returns a sequence for no key and for one, too."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return partial(_only, keys[0]) if keys else _none


def _only(key: Any, space: Any) -> Sequence[Any]:
    return (space[key],)


def _none(space: Any) -> Sequence[Any]:
    return ()


def _is_assigned(spot: _Spot) -> bool:
    """True where a module's source assigns the name at its top level, and has not only imported it."""
    module = spot.place.root
    if type(module) is not ModuleType or not isinstance(getattr(module, "__file__", None), str):
        return True
    assignment = re.compile(rf"(?:global\s+)?{re.escape(spot.name)}\s*(?::[^=]*)?=")
    return any(assignment.match(line) for line in linecache.getlines(str(module.__file__)))
