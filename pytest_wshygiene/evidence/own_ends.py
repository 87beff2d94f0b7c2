"""The method of the user's own that releases a leak: whoever has an object that can be stopped need not know its parts.

A class may have a ``stop()`` that leaves out the very thing that has leaked. So it is only named where its code speaks
of the attribute that leads there, and of a way to end something; and not while it runs, having left that out.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from itertools import chain
from types import CodeType
from typing import Any

from pytest_wshygiene.references.following import is_library
from pytest_wshygiene.references.methods import ENDS, asks_nothing, is_async, is_method
from pytest_wshygiene.references.naming import Spelling
from pytest_wshygiene.suspended.stacks import thread_stack

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
        if name := next(_that_end(path[step.end], after.text[1:]), ""):
            found = (text, name, is_async(cls, name))
    return found


def _that_end(thing: object, attribute: str) -> Iterator[str]:
    """The methods of an object that can be called to end what the attribute has."""
    cls = type(thing)
    for name in _ENDS:
        if not is_method(cls, name) or not asks_nothing(cls, name):
            continue
        code = getattr(inspect.unwrap(inspect.getattr_static(cls, name)), "__code__", None)
        named = set(_named(code)) if isinstance(code, CodeType) else set()
        if attribute in named and not named.isdisjoint(_ENDINGS) and not _is_running(code, thing):
            yield name


def _is_running(code: CodeType | None, thing: object) -> bool:
    """True where a thread is inside of a method of ``thing``'s, such as one that waits for its event loop to close."""
    frames = chain.from_iterable(map(thread_stack, sys._current_frames()))
    return any(frame.f_code is code and next(iter(frame.f_locals.values()), None) is thing for frame in frames)


def _named(code: CodeType) -> Iterator[str]:
    """The attributes and globals that code speaks of, also in functions inside of it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner)
