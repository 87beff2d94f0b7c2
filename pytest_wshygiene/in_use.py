"""The async generators that suspended code is in the middle of: they end when it does."""

from __future__ import annotations

import gc
import inspect
from collections import deque
from collections.abc import Iterator
from types import MethodType
from typing import Any

from pytest_wshygiene.references import attributes, module_of
from pytest_wshygiene.suspension import awaited

#: Context managers within one another are followed this far: a stack in an object of the user's, and what it entered.
_DEEPEST = 4


def generators_in_use(awaitable: Any) -> set[int]:
    """Those that it iterates, refers to or is in the ``async with`` of, and those that these use, by identity."""
    found: set[int] = set()
    todo = awaited(awaitable)
    while todo:
        for used in gc.get_referents(todo.pop()):
            for generator in _kept_by(used):
                if id(generator) not in found:
                    found.add(id(generator))
                    todo.append(generator)
    return found


def _kept_by(used: Any, depth: int = 0) -> Iterator[Any]:
    if inspect.isasyncgen(used):
        yield used
    elif type(used) is MethodType and used.__name__ == "__aexit__":  # what a frame keeps of an ``async with``
        yield from _within(used.__self__, depth + 1)
    elif module_of(type(used)) == "contextlib":
        yield from _within(used, depth + 1)


def _within(manager: Any, depth: int) -> Iterator[Any]:
    if depth < _DEEPEST:
        for value in attributes(manager).values():
            calls = (
                [call for _, call in value] if type(value) is deque and module_of(type(manager)) == "contextlib" else []
            )
            for used in (value, *calls):
                yield from _kept_by(used, depth)
