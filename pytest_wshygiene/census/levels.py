"""Measuring what was found in a program again: level by level, by name, and mostly in C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from operator import call, itemgetter
from types import ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.census.containers import (
    CONTAINER,
    FOREIGN,
    INSTANCE,
    LENDER,
    NOTHING,
    entries_inside,
    holds_containers,
    is_empty,
    namespace_reader,
)
from pytest_wshygiene.census.fetching import Groups, Space, from_globals, from_spaces
from pytest_wshygiene.census.places import Place
from pytest_wshygiene.references.lending import lent_values

#: Sorts of things whose attributes are looked at, too.
ENTERED = (INSTANCE, FOREIGN, LENDER)
_OTHERS = (*ENTERED, NOTHING)
_NO_NAMES: Groups = ((), (), ())


class Changed(Exception):
    """There are other things in the program's namespaces than were found there."""


class Spot(NamedTuple):
    """One name in one namespace that is worth fetching."""

    name: str
    value: Any
    sort: str
    place: Place


class Level:
    """The namespaces at one distance from the modules, and what is fetched from them.

    The first of them are those of ``modules``. Containers that were empty when they were found are kept apart: whether
    any has been filled is told sooner than the size of each.
    """

    def __init__(self, spots: Sequence[tuple[Space, list[Spot]]], modules: Sequence[ModuleType] = ()) -> None:
        self._widths = [len(space) for space, _ in spots]
        grouped = [_grouped(found) for _, found in spots]
        names = [tuple(tuple(spot.name for spot in group) for group in groups) for groups in grouped]
        self._fetchers = [
            from_globals(vars(module), found) for module, found in zip(modules, names, strict=False) if any(found)
        ]
        self._fetchers.append(from_spaces([_NO_NAMES] * len(modules) + names[len(modules) :]))
        empty, filled, others = (list(chain.from_iterable(group)) for group in zip(*grouped, strict=True))
        self._types = [[type(spot.value) for spot in group] for group in (empty, filled, others)]
        nested = [at for at, spot in enumerate(filled) if holds_containers(spot.value)]
        entered = [at for at, spot in enumerate(others) if spot.sort in ENTERED]
        self._nested, self._instances = _getter(nested), _getter(entered)
        self._readers = [reader(others[at]) for at in entered]
        self._zeros = [0] * len(empty)
        self.places = [spot.place for spot in (*empty, *filled)]
        self.places += [filled[at].place.inside for at in nested]

    def measure(self, spaces: Sequence[Space], sizes: list[int]) -> Sequence[Space]:
        """Add the sizes of this level's containers to ``sizes``; returns the namespaces of the next level."""
        if list(map(len, spaces)) != self._widths:
            raise Changed
        empty, filled, others = self._fetch(spaces)
        sizes += map(len, empty) if any(empty) else self._zeros
        sizes += map(len, filled)
        sizes += map(entries_inside, self._nested(filled))
        return list(map(call, self._readers, self._instances(others)))

    def _fetch(self, spaces: Sequence[Space]) -> tuple[list[Any], list[Any], list[Any]]:
        """The values, by group; raises Changed where one is not of the type that was found."""
        empty: list[Any] = []
        filled: list[Any] = []
        others: list[Any] = []
        for fetch in self._fetchers:
            of_empty, of_filled, of_others = fetch(spaces)
            empty += of_empty
            filled += of_filled
            others += of_others
        if [list(map(type, values)) for values in (empty, filled, others)] != self._types:
            raise Changed
        return empty, filled, others


def _grouped(spots: Iterable[Spot]) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Empty containers, other containers, and what is entered or awaited."""
    empty: list[Spot] = []
    filled: list[Spot] = []
    others: list[Spot] = []
    for spot in spots:
        if spot.sort in _OTHERS:
            others.append(spot)
        elif spot.sort == CONTAINER:
            (empty if is_empty(spot.value) else filled).append(spot)
    return empty, filled, others


def reader(spot: Spot) -> Callable[[Any], Space]:
    """How to read what is in a thing that is entered: its attributes, or what it lends."""
    read = lent_values if spot.sort == LENDER else namespace_reader(type(spot.value))
    assert read is not None  # what cannot be read is not entered
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
