"""What the program has arranged to be released later: by ``atexit``, when a module or the session of pytest's ends, or
when an object dies that a fixture keeps.

What is released with the process is the whole program's, whoever was the first to ask for it. What pytest registers is
not the program's: by its session it leads to every test and what that has been given, and releases none of it.
"""

from __future__ import annotations

import atexit
import sys
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from pytest_wshygiene.ownership.origin import HARNESS, origin
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.probes.loops import known_loops
from pytest_wshygiene.references.calls import behind, ended_by
from pytest_wshygiene.references.following import attributes, held_by, reachable

#: Objects looked at from what is called in the end.
_MOST = 500


class Exits:
    """What has been registered since; ``atexit`` itself does not tell. It is forgotten with whoever watches."""

    def __init__(self, patches: Patches) -> None:
        self._calls: list[tuple[Any, ...]] = []
        #: What is still to be called by pytest, at the end of what lasts longer than a test.
        self.later: Callable[[], Iterable[Any]] = tuple
        patches.wrap(atexit, "register", self._registering)
        patches.wrap(atexit, "unregister", self._taking_back)

    def released(self, wanted: set[int]) -> set[int]:
        """Which of ``wanted``, by identity, what is called at the end of the process leads to."""
        return self._led_to(wanted, (part for call in self._calls for part in call)) if self._calls else set()

    def awaited(self, wanted: set[int]) -> set[int]:
        """Which of ``wanted`` pytest's own finalizers lead to, as a test has registered them by hand."""
        return self._led_to(wanted, self.later()) if wanted else set()

    def finalized(self, wanted: set[int], living: Iterable[Any]) -> set[int]:
        """Which of ``wanted`` are closed when something dies that ``living`` fixtures still lead to."""
        closing: dict[int, set[int]] = {}
        for finalizer in list(getattr(weakref.finalize, "_registry", ())):
            waiting: tuple[Any, ...] | None = weakref.finalize.peek(finalizer)
            closed = held_by(ended_by(waiting[1:]), wanted)[0] if waiting is not None else set()
            if waiting is not None and closed:
                closing.setdefault(id(waiting[0]), set()).update(closed)
        roots = list(living) if closing else []
        alive = reachable(roots, set(closing), set(), most=_MOST) | {id(root) for root in roots}
        return set().union(*(closing[mark] for mark in alive & closing.keys()))

    def _led_to(self, wanted: set[int], calls: Iterable[Any]) -> set[int]:
        roots = [thing for call in calls for thing in behind(call)]
        if not wanted or not roots:
            return set()
        loops = {id(loop): loop for loop in known_loops()}
        found = reachable(roots, wanted | set(loops), {id(self)}, most=_MOST) | {id(root) for root in roots}
        inside = {id(value) for mark in found & set(loops) for value in attributes(loops[mark]).values()}
        return wanted & (found | inside)

    def _registering(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def register(func: Any, /, *args: Any, **kwargs: Any) -> Any:
            if origin(sys._getframe(1).f_code.co_filename) != HARNESS:
                self._calls.append((func, *args, *kwargs.values()))
            return original(func, *args, **kwargs)

        return register

    def _taking_back(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def unregister(func: Any, /) -> None:
            self._calls[:] = [call for call in self._calls if call[0] != func]
            original(func)

        return unregister
