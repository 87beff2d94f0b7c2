"""Wrapping other people's constructors, and giving every one of them back.

A wrapper stays a thin layer around the original for as long as the plugin is on. ``undo`` restores what was there;
where somebody else has wrapped on top meanwhile, taking theirs away would be worse than leaving a layer that has gone
quiet, so it is left and named.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

_ABSENT = object()
#: Layers that were under somebody else's when they were to go, by identity: whoever takes that one off takes these too.
_QUIET: dict[int, tuple[Any, Any]] = {}


class Patches:
    """What was replaced, in order, with what to put back."""

    def __init__(self) -> None:
        self._done: list[tuple[Any, str, Any, Any]] = []
        self._seen: set[tuple[int, str]] = set()

    def wrap(self, target: Any, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
        """Replace the function ``target.name`` by ``make(original)``, once; a missing name is left alone."""
        if (id(target), name) in self._seen or not hasattr(target, name):
            return
        self._seen.add((id(target), name))
        original = getattr(target, name)
        replacement = make(original)
        if not isinstance(replacement, type):
            replacement = functools.wraps(original)(replacement)
        if isinstance(target, ModuleType):  # where it is found by what pickles it for another process
            replacement.__module__, replacement.__qualname__ = target.__name__, name
        self._done.append((target, name, vars(target).get(name, _ABSENT), replacement))
        setattr(target, name, replacement)

    def add(self, target: Any, name: str, function: Callable[..., Any]) -> None:
        """Give ``target`` a function that it does not have, until the end."""
        if (id(target), name) not in self._seen:
            self._seen.add((id(target), name))
            self._done.append((target, name, vars(target).get(name, _ABSENT), function))
            setattr(target, name, function)

    def undo(self) -> list[str]:
        """Put everything back, last first; the names that somebody else has wrapped meanwhile are returned."""
        stuck = []
        while self._done:
            target, name, before, replacement = self._done.pop()
            if vars(target).get(name) is not replacement:
                _QUIET[id(replacement)] = (replacement, before)
                stuck.append(f"{getattr(target, '__qualname__', getattr(target, '__name__', target))}.{name}")
                continue
            while id(before) in _QUIET:
                before = _QUIET.pop(id(before))[1]
            if before is _ABSENT:
                delattr(target, name)
            else:
                setattr(target, name, before)
        self._seen.clear()
        return stuck
