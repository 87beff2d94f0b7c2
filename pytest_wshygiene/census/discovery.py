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
    FOREIGN,
    INSTANCE,
    NOTHING,
    entries_inside,
    holds_containers,
    modules_of,
    namespace_reader,
    namespaces_of,
    sort_value,
    within,
)
from pytest_wshygiene.census.places import Held, Place, values_of
from pytest_wshygiene.references import module_of

#: Attributes of instances are followed this far: ``MANAGER.rooms`` and ``MANAGER.hub.rooms``.
DEPTH = 2
_ENTERED = (INSTANCE, FOREIGN)

Space = Mapping[str, Any]
Reader = Callable[[Any], Space]


class Changed(Exception):
    """There are other things in the program's namespaces than were found there."""


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
        self._others = _Fetch(spots, *_ENTERED, NOTHING)
        containers, others = self._containers.spots, self._others.spots
        nested = [at for at, spot in enumerate(containers) if holds_containers(spot.value)]
        entered = [at for at, spot in enumerate(others) if spot.sort in _ENTERED]
        self._nested, self._instances = _getter(nested), _getter(entered)
        self._readers = [_reader(others[at].value) for at in entered]
        self.places = [spot.place for spot in containers]
        self.places += [containers[at].place.inside for at in nested]
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
        return [read(thing) for read, thing in zip(self._readers, self._instances(others), strict=True)]


class Plan:
    """The containers of some packages at one time, and how to measure them all again."""

    def __init__(self, packages: tuple[str, ...] = (), skipped: Iterable[int] = (), held: Sequence[Held] = ()) -> None:
        self.modules, self.is_pending = modules_of(packages)
        self._packages = packages
        self._seen = set(skipped)
        self._held = held
        spots = self._roots(self.modules)
        self._spaces = [space for space, _ in spots]
        spots.append(self._among_held())
        self._levels = [_Level(spots)]
        for depth in range(DEPTH):
            entered = [spot for _, found in spots for spot in found if spot.sort in _ENTERED]
            spots = [self._inside(spot, last=depth + 1 == DEPTH) for spot in entered]
            self._levels.append(_Level(spots))
        self._seen.clear()
        self.places = {place.path: place for level in self._levels for place in level.places}
        self.paths = [place.path for level in self._levels for place in level.places]

    def measure(self) -> list[int]:
        """The size of each container in the order of ``paths``; raises Changed when a new plan must be made."""
        sizes: list[int] = []
        spaces: Sequence[Space] = [*self._spaces, values_of(self._held)]
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

    def around(self, place: Place) -> list[Place]:
        """What may grow along with a place: what is inside of it, and of a library's object all that is measured."""
        if place.is_library:
            return [other for other in self.places.values() if other.emitter == place.emitter]
        return [found for path in (place.path, f"{place.path}[*]") if (found := self.places.get(path)) is not None]

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

    def _among_held(self) -> tuple[Space, list[_Spot]]:
        """What is held besides modules, as far as no module has it, too.

        Only objects of the packages themselves and of libraries: what tests have written for themselves, such as a
        server that keeps every request, is meant to grow.
        """
        space = values_of(self._held)
        spots = []
        for held in self._held:
            value = space.get(held.name)
            sort = sort_value(value, self._packages)
            is_theirs = sort == INSTANCE and within(module_of(type(value)), self._packages)
            if (is_theirs or sort == FOREIGN) and id(value) not in self._seen:
                self._seen.add(id(value))
                spots.append(_Spot(held.name, value, sort, Place(held.name, held, ())))
        return space, spots

    def _inside(self, home: _Spot, last: bool) -> tuple[Space, list[_Spot]]:
        """What is among the attributes of an instance, as far as it has not been found elsewhere."""
        space = _reader(home.value)(home.value)
        place = home.place._replace(is_library=home.sort == FOREIGN)
        kept = []
        for name, value in list(space.items()):
            spot = self._spot(name, value, place)
            if not spot.sort or (spot.sort in _ENTERED and last) or (place.is_library and spot.sort != CONTAINER):
                continue
            if value is not None:
                if id(value) in self._seen:
                    continue
                self._seen.add(id(value))
            kept.append(spot)
        return space, kept

    def _spot(self, name: str, value: Any, home: Place) -> _Spot:
        sort = "" if name.startswith(("__", "@")) else sort_value(value, self._packages)
        return _Spot(name, value, sort, home._replace(path=f"{home.path}.{name}", names=(*home.names, name)))


def _reader(thing: Any) -> Reader:
    read = namespace_reader(type(thing))
    assert read is not None  # things that cannot be read are not entered
    return read


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
