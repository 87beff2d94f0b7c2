"""What suspended code is in the middle of, async generators and ``async with``: it ends when that code does."""

from __future__ import annotations

import gc
import inspect
import itertools
from collections import deque
from collections.abc import Iterator
from types import FunctionType, MethodType
from typing import Any

from pytest_wshygiene.references.following import attributes, keeps, module_of
from pytest_wshygiene.suspended.stacks import awaited

#: Context managers within one another are followed this far: a stack in an object of the user's, and what it entered.
_DEEPEST = 4


def generators_in_use(awaitable: Any) -> set[int]:
    """Those that it iterates, refers to or is in the ``async with`` of, and those that these use, by identity."""
    return {id(each) for each in _suspended(awaitable) if inspect.isasyncgen(each)}


def _suspended(awaitable: Any) -> list[Any]:
    """What it awaits, the generators that it uses, and what those await and use; itself among them."""
    todo = awaited(awaitable)
    seen = set(map(id, todo))
    for each in todo:
        used = gc.get_referents(each)
        kept = [*map(_kept_by, used), *(_within(manager, 1) for manager in _entered_apart(used))]
        for generator in itertools.chain.from_iterable(kept):
            if id(generator) not in seen:
                seen.add(id(generator))
                todo.append(generator)
    return todo


def will_leave(awaitable: Any, thing: object) -> bool:
    """Whether suspended code is inside of the ``async with`` of a thing, or of what leads to it."""
    frames = [gc.get_referents(inner) for inner in _suspended(awaitable)]
    bound = (each for used in frames for each in used if type(each) is MethodType and each.__name__ == "__aexit__")
    entered = [*(each.__self__ for each in bound), *(each for used in frames for each in _entered_apart(used))]
    return any(each is thing or keeps(each, thing) for each in entered)


def _entered_apart(used: list[Any]) -> list[Any]:
    """The objects of ``__aexit__`` functions: since Python 3.14 a frame keeps both side by side, not as one method."""
    pairs = itertools.pairwise(used)
    return [thing for each, thing in pairs if type(each) is FunctionType and each.__name__ == "__aexit__"]


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
