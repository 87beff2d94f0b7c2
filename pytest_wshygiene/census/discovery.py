"""Finding the containers of packages: module globals, class attributes, and attributes of instances that live there.

What is found is remembered by path, never by reference: a container or manager that a test replaces must be able to
die. A plan measures everything by its names again, and says so when something else is there than was found.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from pytest_wshygiene.census.containers import (
    CONTAINER,
    FOREIGN,
    INSTANCE,
    LENDER,
    NOTHING,
    holds_containers,
    modules_of,
    namespaces_of,
    sort_value,
    within,
)
from pytest_wshygiene.census.fetching import Space
from pytest_wshygiene.census.levels import ENTERED, Changed, Level, Spot, reader
from pytest_wshygiene.census.places import Held, Place, values_of
from pytest_wshygiene.references.following import module_of
from pytest_wshygiene.references.lending import lent_by

#: Attributes of instances are followed this far: ``MANAGER.rooms`` is one step, ``APP.state.hub.bus.rooms`` four.
DEPTH = 8
#: Objects on all levels together beyond which no further level is looked at; most programs have fewer.
MOST = 500


class Plan:
    """The containers of some packages at one time, and how to measure them all again."""

    def __init__(
        self,
        packages: tuple[str, ...] = (),
        skipped: Iterable[int] = (),
        held: Sequence[Held] = (),
        loaded: ModuleType | None = None,
    ) -> None:
        self.modules, self.is_pending = modules_of(packages, loaded)
        self._packages = packages
        self._seen = set(skipped)
        self._held = held
        spots = self._roots(self.modules)
        self._spaces = [space for space, _ in spots]
        spots.append(self._among_held())
        self._levels = [Level(spots, self.modules)]
        looked = 0
        for depth in range(1, DEPTH + 1):
            entered = [spot for _, found in spots for spot in found if spot.sort in ENTERED]
            if not entered:
                break
            looked += len(entered)
            spots = [self._inside(spot, last=depth == DEPTH or looked > MOST) for spot in entered]
            self._levels.append(Level(spots))
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
        except (KeyError, NameError, AttributeError, RuntimeError) as error:
            raise Changed from error
        return sizes

    def is_outdated(self, loaded: ModuleType | None = None) -> bool:
        """True when modules have been imported, or dropped, since; ``loaded`` as in `modules_of`."""
        modules, _ = modules_of(self._packages, loaded)
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

    def _roots(self, modules: list[ModuleType]) -> list[tuple[Space, list[Spot]]]:
        """What is in modules and their classes; under several names, at the one where it is assigned in source."""
        found = [
            (space, [self._spot(name, value, Place(prefix, root, ())) for name, value in dict(space).items()])
            for module in modules
            for prefix, root, space in namespaces_of(module)
        ]
        homes: dict[int, Spot] = {}
        for _, spots in found:
            for spot in spots:
                known = homes.get(id(spot.value))
                if spot.sort in ("", NOTHING):
                    continue
                if known is None or (not _is_assigned(known) and _is_assigned(spot)):
                    homes[id(spot.value)] = spot
        kept = [(space, [spot for spot in spots if self._keeps(spot, homes)]) for space, spots in found]
        self._seen.update(homes)
        return sorted(kept, key=lambda each: type(each[0]) is not dict)  # modules first, then classes

    def _keeps(self, spot: Spot, homes: Mapping[int, Spot]) -> bool:
        if not spot.sort or id(spot.value) in self._seen:
            return False
        return spot.value is None or homes[id(spot.value)] is spot

    def _among_held(self) -> tuple[Space, list[Spot]]:
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
            if (is_theirs or sort in (FOREIGN, LENDER)) and id(value) not in self._seen:
                self._seen.add(id(value))
                spots.append(Spot(held.name, value, sort, Place(held.name, held, ())))
        return space, spots

    def _inside(self, home: Spot, last: bool) -> tuple[Space, list[Spot]]:
        """What is among the attributes of an instance, as far as it has not been found elsewhere."""
        space = reader(home)(home.value)
        lent = lent_by(home.value) if home.sort == LENDER else None
        place = home.place._replace(is_library=home.sort == FOREIGN)
        kept = []
        for name, value in dict(space).items():
            spot = self._spot(name, value, place, lent.spelled(name) if lent is not None else "")
            if not spot.sort or (spot.sort in ENTERED and last):
                continue
            if place.is_library and not _is_told_of(spot, is_nested=home.place.is_library):
                continue
            if value is not None:
                if id(value) in self._seen:
                    continue
                self._seen.add(id(value))
            kept.append(spot)
        return space, kept

    def _spot(self, name: str, value: Any, home: Place, spelled: str = "") -> Spot:
        sort = "" if name.startswith(("__", "@")) else sort_value(value, self._packages)
        path = f"{home.path}{spelled or f'.{name}'}"
        return Spot(name, value, sort, home._replace(path=path, names=(*home.names, name)))


def _is_told_of(spot: Spot, is_nested: bool) -> bool:
    """Whether an attribute of a library's object is measured or looked into.

    Of one that ``is_nested`` in another, as an application is in its test client, only what it lends to the program.
    """
    if spot.sort == FOREIGN and not is_nested:
        return any(lent_by(value) is not None for value in list(reader(spot)(spot.value).values()))
    return spot.sort == LENDER or (spot.sort == CONTAINER and not is_nested)


def _is_assigned(spot: Spot) -> bool:
    """True where a module's source assigns the name at its top level, and has not only imported it."""
    module = spot.place.root
    if type(module) is not ModuleType or not isinstance(getattr(module, "__file__", None), str):
        return True
    assignment = re.compile(rf"(?:global\s+)?{re.escape(spot.name)}\s*(?::[^=]*)?=")
    return any(assignment.match(line) for line in linecache.getlines(str(module.__file__)))
