"""Descriptors that a library has opened for what is a leak by itself, such as the pipe that wakes its thread."""

from __future__ import annotations

from types import CodeType

from pytest_wshygiene.census.descriptors import OpenDescriptor
from pytest_wshygiene.grouping.joining import Group
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, is_stdlib, origin
from pytest_wshygiene.references.following import attributes
from pytest_wshygiene.references.makers import called_from_users


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
