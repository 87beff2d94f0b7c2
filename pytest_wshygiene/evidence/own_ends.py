"""The method of the user's own that releases a leak: whoever has an object that can be stopped need not know its parts.

A class may have a ``stop()`` that leaves out the very thing that has leaked. So it is only named where its code speaks
of the attribute that leads there, and of a way to end something.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import CodeType
from typing import Any

from pytest_wshygiene.references.following import is_library
from pytest_wshygiene.references.methods import ENDS, asks_nothing, is_async, is_method
from pytest_wshygiene.references.naming import Spelling

_ENDS = ("aclose", *ENDS)
#: What such a method does with what it ends: that is in its code by name.
_ENDINGS = frozenset({*_ENDS, "cancel", "call_soon_threadsafe", "terminate", "kill", "join", "set", "wait"})


def end_of_own(spelled: Spelling, path: list[Any]) -> tuple[str, str, bool]:
    """(expression, method, whether to await it) of the nearest holder of the user's with such a method; "" for none."""
    text, found = "", ("", "", False)
    for step, after in zip(spelled.steps, (*spelled.steps[1:], None), strict=True):
        text += step.text
        if after is None or not after.text.startswith(".") or step.end >= len(path) - 1:
            continue
        cls = type(path[step.end])
        if type in cls.__mro__ or is_library(cls):
            continue
        if name := next(_that_end(cls, after.text[1:]), ""):
            found = (text, name, is_async(cls, name))
    return found


def _that_end(cls: type, attribute: str) -> Iterator[str]:
    """The methods of a class that can be called to end what the attribute has."""
    for name in _ENDS:
        if not is_method(cls, name) or not asks_nothing(cls, name):
            continue
        code = getattr(inspect.unwrap(inspect.getattr_static(cls, name)), "__code__", None)
        named = set(_named(code)) if isinstance(code, CodeType) else set()
        if attribute in named and not named.isdisjoint(_ENDINGS):
            yield name


def _named(code: CodeType) -> Iterator[str]:
    """The attributes and globals that code speaks of, also in functions inside of it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner)
