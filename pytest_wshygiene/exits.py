"""What the program has arranged to be released when the process ends: by ``atexit``, and so by nobody before.

Such a thing is the whole program's, whoever was the first to ask for it.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from pytest_wshygiene.patching import Patches
from pytest_wshygiene.probes.loops import known_loops
from pytest_wshygiene.references import attributes, closed_over, reachable

#: Objects looked at from what is called in the end.
_MOST = 500
_CALLS: list[tuple[Any, ...]] = []


def watch_exits(patches: Patches) -> None:
    """Start seeing what is registered; ``atexit`` itself does not tell."""

    def registering(original: Callable[..., Any]) -> Callable[..., Any]:
        def register(func: Any, /, *args: Any, **kwargs: Any) -> Any:
            _CALLS.append((func, *args, *kwargs.values()))
            return original(func, *args, **kwargs)

        return register

    def taking_back(original: Callable[..., Any]) -> Callable[..., Any]:
        def unregister(func: Any, /) -> None:
            _CALLS[:] = [call for call in _CALLS if call[0] != func]
            original(func)

        return unregister

    patches.wrap(atexit, "register", registering)
    patches.wrap(atexit, "unregister", taking_back)


def released_at_exit(wanted: set[int]) -> set[int]:
    """Which of ``wanted``, by identity, what is called at the end of the process leads to."""
    if not wanted or not _CALLS:
        return set()
    roots = [thing for call in _CALLS for part in call for thing in _behind(part)]
    loops = {id(loop): loop for loop in known_loops()}
    found = reachable(roots, wanted | set(loops), set(), most=_MOST) | {id(root) for root in roots}
    inside = {id(value) for mark in found & set(loops) for value in attributes(loops[mark]).values()}
    return wanted & (found | inside)


def _behind(thing: Any) -> Iterator[Any]:
    if type(thing) is MethodType:
        yield thing.__self__
    elif type(thing) is partial:
        for part in (thing.func, *thing.args, *thing.keywords.values()):
            yield from _behind(part)
    elif type(thing) is FunctionType:
        yield from closed_over(thing)
    else:
        yield getattr(thing, "__self__", thing)
