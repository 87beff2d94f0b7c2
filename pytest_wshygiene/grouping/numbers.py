"""Bare numbers of descriptors: those that end with another leak, and the entries of containers that others are."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import CodeType
from typing import Any

from pytest_wshygiene.census.descriptors import OpenDescriptor
from pytest_wshygiene.census.growth import Growth
from pytest_wshygiene.grouping.joining import Group
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, is_stdlib, origin
from pytest_wshygiene.references.following import attributes
from pytest_wshygiene.references.makers import called_from_users

_MAPS_OR_LISTS: frozenset[type] = frozenset({dict, list, deque})


def without_inner_numbers(groups: list[Group], descriptors: list[OpenDescriptor]) -> list[OpenDescriptor]:
    """The same descriptors without those that end with one of the groups, which has them among its parts."""
    calls = {call: made for made in reversed(groups) if (call := _call(made.whole.record.birth)) is not None}
    rest = []
    for left in descriptors:
        call = _call(left.birth)
        home = next((made for made in groups if not left.birth and _has_number(made, left.number)), None)
        home = calls.get(call) if call is not None else home
        if home is None:
            rest.append(left)
        else:
            home.numbers.append(f"descriptor {left.number} ({left.target})")
    return rest


def kept_in(leak: Leak, left: OpenDescriptor, discovered: Iterable[Growth]) -> Leak:
    """The leak of a bare number, held by the entry of a container that has grown by it."""
    places = () if left.file is not None else (path for grown in discovered for path in _paths(grown, left.number))
    path = next(iter(places), None)
    if path is None:
        return leak
    return replace(leak, holders=(path,), release=leak.release.replace("(descriptor)", f"({path})"))


def _paths(grown: Growth, number: int) -> Iterator[str]:
    """Where a number is among the new entries of a list or dictionary, or in one that is a list itself."""
    container = grown.place.now()
    if grown.place.is_inside or _MAPS_OR_LISTS.isdisjoint(type(container).__mro__):
        return
    for at, entry in _entries(container)[grown.before - grown.after :]:
        inner = _entries(entry) if type(entry) in (list, tuple) else []
        for steps, value in ((f"[{at!r}]", entry), *((f"[{at!r}][{step}]", each) for step, each in inner)):
            if type(value) is int and value == number and type(at) in (int, str):
                yield f"{grown.place.path}{steps}"


def _entries(container: Any) -> list[tuple[Any, Any]]:
    is_mapping = dict in type(container).__mro__
    return list(dict.items(container) if is_mapping else enumerate(container))


def _call(sites: tuple[Site, ...]) -> tuple[Site, CodeType] | None:
    """The user's line, and the installed library's function that it has called; None for what it has made itself."""
    called = called_from_users(sites)
    if not called or is_stdlib(called[0].co_filename):
        return None
    return next(site for site in sites if origin(site[0].co_filename) == FIRST_PARTY), called[0]


def _has_number(made: Group, number: int) -> bool:
    """True where the object of a thread, or of what it runs, has the bare number."""
    for part in (made.whole, *made.parts) if made.whole.record.kind == "thread" else ():
        own = attributes(part.resource)
        served = getattr(own.get("_target"), "__self__", None)
        if any(type(value) is int and value == number for value in (*own.values(), *attributes(served).values())):
            return True
    return False
