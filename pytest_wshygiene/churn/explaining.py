"""From what grew to what a person can act on: its path, who adds, what holds the extra objects."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import zip_longest
from types import CellType, CodeType, FrameType, FunctionType
from typing import TYPE_CHECKING, Any

from pytest_wshygiene.churn import record as kinds
from pytest_wshygiene.churn.counting import DESCRIPTORS, ENTRIES, LIVE, THREADS, is_plain
from pytest_wshygiene.churn.cycles import Measured
from pytest_wshygiene.churn.holding import SPENT, UNKNOWN, Holding, held_below, holdings, kept_by_books
from pytest_wshygiene.churn.opened import Opened
from pytest_wshygiene.churn.placed import OPEN
from pytest_wshygiene.churn.record import Growth
from pytest_wshygiene.churn.series import Pace
from pytest_wshygiene.churn.stayed import Stayed, by_point
from pytest_wshygiene.churn.tracking import Tracked
from pytest_wshygiene.model import Leak, Line
from pytest_wshygiene.ownership.birth import Site, decode
from pytest_wshygiene.ownership.origin import OURS, installed_package, is_first_party, origin
from pytest_wshygiene.references.following import is_library, reachable

if TYPE_CHECKING:
    from pytest_wshygiene.churn.paths import Roots
    from pytest_wshygiene.judging.inspector import Inspector

#: Types whose extra objects are searched for holders.
MOST_TYPES = 12
#: Awaits that are told of one thing.
MOST_AWAITS = 4
_ONCE = Pace(0, 1, 1, 1, 1)


class Explainer:
    """Knows the scenario: what it adds to its own variables is the test's own record, and no growth."""

    def __init__(self, inspector: Inspector | None, root: str, roots: Roots, own: Iterable[CodeType]) -> None:
        self._inspector = inspector
        self._roots = roots
        self._root = root
        self._own = set(own)

    def strike_off(self, found: Measured) -> None:
        """Take out what grows by rights, before more time is spent on it."""
        watched = {registry.identity for registry in self._inspector.census.registries} if self._inspector else set()
        self._name(found)
        found.tracked = [
            tracked
            for tracked in found.tracked
            if tracked.path
            and not (tracked.is_variable and self._is_private(tracked.thing))
            and id(tracked.thing) not in watched
        ]
        found.paces = {n: pace for n, pace in found.paces.items() if not kept_by_books(found.objects.of(n))}

    def _name(self, found: Measured) -> None:
        """Search the paths that are not known yet; a thing that nobody holds whom it concerns stays without."""
        unknown = [tracked for tracked in found.tracked if not tracked.path]
        for tracked, holding in zip(
            unknown, holdings([each.thing for each in unknown], self._root, self._roots), strict=True
        ):
            if holding is not None and holding.text != SPENT:  # nobody could say whose business it is
                tracked.path, tracked.is_variable = holding.text, holding.is_variable

    def growths(self, found: Measured) -> tuple[Growth, ...]:
        """Everything that is confirmed, what explains most first."""
        gc.collect()
        opened = Opened(self._inspector, found.paces, found.places)
        containers = list(self._containers(found, opened))
        things = [tracked.thing for tracked in found.tracked]
        counted = list(self._counted(found.paces, opened))
        objects = self._objects(found, [*things, *opened.things])
        told = [*containers, *counted, *objects]
        if any(not is_plain(growth.what) for growth in told):
            told = [growth for growth in told if not is_plain(growth.what)]
        if told and all(growth.is_part for growth in told):  # nothing else explains them
            told = [replace(growth, is_part=False) for growth in told]
        return tuple(told)

    def after_storm(self, found: Measured, stayed: Sequence[Stayed]) -> tuple[Growth, ...]:
        """What stays after aborts, with the aborts that it stays after."""
        aborts: dict[str, list[Stayed]] = {}
        for each in stayed:
            for name in each.paces:
                aborts.setdefault(name, []).append(each)
        things = dict(found.objects)
        told = [self._stayed(name, each, things) for name, each in sorted(aborts.items(), key=_order)]
        own = [growth for growth in told if not growth.is_part]
        places = {each.stuck: [other.abort for other in stayed if other.stuck == each.stuck] for each in stayed}
        stuck = [
            Growth(
                kinds.STUCK, f"still waits: {place}", _ONCE, note="\n".join(f"after {line}" for line in by_point(cut))
            )
            for place, cut in places.items()
            if place
        ]
        return (*stuck, *(own or told))

    def _stayed(self, name: str, stayed: Sequence[Stayed], things: dict[str, list[Any]]) -> Growth:
        lines = [f"after {line}" for line in by_point([each.abort for each in stayed])]
        if len(lines) > MOST_AWAITS:
            lines[MOST_AWAITS:] = [f"and at {len(lines) - MOST_AWAITS} more awaits"]
        pace, note = stayed[0].paces[name], "\n".join(lines)
        if name.startswith(OPEN):
            resource = self._resource(name, pace, Opened(self._inspector, stayed[0].paces))
            return replace(resource, note=f"{resource.note}\n{note}")
        if not name.startswith(LIVE):
            return Growth(kinds.CONTAINER, name, pace, note=note)
        sample = next(iter(things.get(name, [])), None)
        return Growth(kinds.OBJECTS, name, pace, note=note, is_part=sample is None or is_library(type(sample)))

    def _containers(self, found: Measured, opened: Opened) -> Iterator[Growth]:
        seen: set[str] = set()
        for tracked in found.tracked:
            sites = found.writers.of(tracked.size) if found.writers is not None else ()
            if tracked.path in seen or (tracked.is_variable and self._is_own(sites)):
                continue
            path = tracked.path
            seen.add(path)
            pace = tracked.pace()
            note = f"{tracked.type_name}, {pace.first} -> {pace.last} in {pace.cycles} cycles"
            is_part = opened.lists(tracked.thing, sites)
            yield Growth(kinds.CONTAINER, path, pace, self._lines(sites), note=note, is_part=is_part)

    def _is_private(self, thing: Any) -> bool:
        """True when nothing but the variables of the test and its scenario refers to a container of the test's."""
        for holder in gc.get_referrers(thing):
            if type(holder) is CellType:
                closures = [found for found in gc.get_referrers(holder) if type(found) is tuple]
                users = [user for found in closures for user in gc.get_referrers(found) if type(user) is FunctionType]
                codes = [user.__code__ for user in users if origin(user.__code__.co_filename) != OURS]
                if any(code not in self._own for code in codes):
                    return False
            elif type(holder) not in (FrameType, Tracked) and holder is not self._roots.values:
                return False
        return True

    def _is_own(self, sites: Sequence[Site]) -> bool:
        """What a test or its scenario writes down in a variable of its own; also where nobody was seen writing."""
        adder = next((code for code, _ in sites if is_first_party(code.co_filename)), None)
        return adder is None or adder in self._own

    def _counted(self, paces: dict[str, Pace], opened: Opened) -> Iterator[Growth]:
        resources = [name for name in paces if name.startswith(OPEN)]
        for name, pace in paces.items():
            if name.startswith(ENTRIES):
                yield Growth(kinds.REGISTRY, name, pace)
            elif name.startswith(OPEN):
                yield self._resource(name, pace, opened)
            elif name in (THREADS, DESCRIPTORS) and not resources:
                yield Growth(name, name, pace)

    def _resource(self, name: str, pace: Pace, opened: Opened) -> Growth:
        newest, is_part = opened.newest(name), opened.is_part(name, pace)
        leaks = self._inspector.look_at(newest) if self._inspector is not None and newest is not None else []
        if not leaks:
            return Growth(kinds.RESOURCE, name, pace, is_part=is_part)
        leak = leaks[0]
        told = f"{leak.subject}: {leak.state}"
        return Growth(kinds.RESOURCE, name, pace, leak.birth[:2], self._holder_of(newest, leak), told, is_part)

    def _holder_of(self, thing: Any, leak: Leak) -> str:
        """Who holds the newest of what grows: none of its like, which are held by the same."""
        holder = leak.holders[0]
        if holder == SPENT:
            return held_below(self._roots, thing, self._root) or holder
        if not holder.startswith(("nobody", f"{leak.kind} `{leak.subject}`")):
            return holder
        variable = self._variable_that_leads_to(thing)
        return holder if variable == UNKNOWN and not holder.startswith("nobody") else variable

    def _objects(self, measured: Measured, told: Sequence[Any]) -> list[Growth]:
        """Types of objects: the program's own first, then others, those last that are one of ``told`` or held by it."""
        paces = measured.paces  # without those that were struck off since the samples were taken
        samples = {name: things for name, things in measured.objects if name in paces}
        names = sorted(samples, key=lambda name: (is_plain(name), is_library(type(samples[name][-1])), name))
        held = holdings([samples[name][-1] for name in names[:MOST_TYPES]], self._root, self._roots)
        entries = set(map(id, gc.get_referents(*told)))
        found = []
        for name, holding in zip_longest(names, held):
            own = not is_plain(name) and not is_library(type(samples[name][-1]))
            explained = _is_explained(holding, samples[name], told, entries)
            text = holding.text if holding is not None else self._variable_that_leads_to(samples[name][-1])
            found.append(Growth(kinds.OBJECTS, name, paces[name], holder=text, is_part=explained and not own))
        return sorted(found, key=lambda growth: growth.is_part)

    def _variable_that_leads_to(self, thing: Any) -> str:
        """Variables of a running function hide from the collector; those that the scenario uses are known."""
        for name, value in self._roots:
            if value is thing or reachable([value], {id(thing)}, set()):
                return f"variable `{name}` of the test"
        return UNKNOWN

    def _lines(self, sites: Sequence[Site]) -> tuple[Line, ...]:
        """The line that adds, and where it is a library's, the program's own line that it was called from.

        Where a task or a callback of the library's runs, that is the line of the library that called it.
        """
        nearest = list(sites[:1])
        if sites and not is_first_party(sites[0][0].co_filename):
            own = (site for site in sites[1:] if is_first_party(site[0].co_filename))
            caller = next(own, None) or _caller(sites)
            nearest += [caller] if caller is not None else []
        return tuple(decode(site, self._root) for site in nearest)


def _caller(sites: Sequence[Site]) -> Site | None:
    """The second line, where that is an installed library's as well; a loop that runs callbacks tells nothing."""
    return sites[1] if len(sites) > 1 and installed_package(sites[1][0].co_filename) else None


def _is_explained(holding: Holding | None, samples: Sequence[Any], told: Sequence[Any], entries: Set[int]) -> bool:
    """Whether something else may account for a library's objects: what is ``told``, which has ``entries``.

    The youngest may be in use besides: by a server, say, that is done with it when the next request comes.
    """
    if holding is None or holding.text == SPENT or holding.leads_through(told):
        return True
    return holding.is_part_of_a_call() or any(id(older) in entries for older in samples[:-1])


def _order(item: tuple[str, Any]) -> tuple[bool, bool, str]:
    """Containers first, then resources, then objects."""
    name = item[0]
    return name.startswith(LIVE), name.startswith(OPEN), name
