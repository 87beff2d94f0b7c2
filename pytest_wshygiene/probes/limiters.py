"""Tokens of capacity limiters: they are borrowed for somebody, by whom they are given back, in any order."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial
from itertools import islice
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.running import running_task
from pytest_wshygiene.probes.base import Watch
from pytest_wshygiene.probes.held import Hold

#: The modules that have the class.
_MODULES = ("anyio._backends._asyncio", "trio._sync")
_CLASS = "CapacityLimiter"


class Token(Hold):
    """One token that has not been given back, where another than the task itself is the borrower."""

    __slots__ = ()

    @property
    def release(self) -> str:
        """How it is given back."""
        return "`limiter.release_on_behalf_of(borrower)` in a `finally`"


class Tokens:
    """The tokens of all limiters; those that a library borrows for its own threads are its business."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._borrowed: weakref.WeakKeyDictionary[Any, dict[Any, Hold]] = weakref.WeakKeyDictionary()
        for path in _MODULES:
            watch.when_imported(path, self._install)

    def _install(self, module: ModuleType) -> None:
        cls = vars(module).get(_CLASS)
        if not isinstance(cls, type):
            return
        name = f"{module.__name__.partition('.')[0]}.{_CLASS}"
        patches = self._watch.patches
        patches.wrap(cls, "acquire_on_behalf_of_nowait", partial(self._acquiring, name))
        patches.wrap(cls, "acquire_on_behalf_of", partial(self._waiting, name))
        patches.wrap(cls, "release_on_behalf_of", self._releasing)

    def _acquiring(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def acquire_on_behalf_of_nowait(limiter: Any, borrower: Any) -> Any:
            taken = original(limiter, borrower)
            self._note(limiter, borrower, name)
            return taken

        return acquire_on_behalf_of_nowait

    def _waiting(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        async def acquire_on_behalf_of(limiter: Any, borrower: Any) -> Any:
            taken = await original(limiter, borrower)  # which may have gone the other way
            self._note(limiter, borrower, name)
            return taken

        return acquire_on_behalf_of

    def _releasing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def release_on_behalf_of(limiter: Any, borrower: Any) -> Any:
            given_back = original(limiter, borrower)
            hold = self._borrowed.get(limiter, {}).pop(borrower, None)
            if hold is not None:
                self._watch.ledger.drop(hold)
            return given_back

        return release_on_behalf_of

    def _note(self, limiter: Any, borrower: Any, name: str) -> None:
        borrowed = self._borrowed.setdefault(limiter, {})
        if borrower in borrowed:
            return
        task = running_task()
        hold = Hold(limiter, name, task) if borrower is task else Token(limiter, name, None)
        record = self._watch.ledger.record("lock", hold)
        if record is None:
            return
        callers = (code for code, _ in record.sites if not code.co_qualname.startswith(f"{_CLASS}."))
        if any(is_first_party(code.co_filename) for code in islice(callers, 1)):
            record.account.keep[id(hold)] = borrowed[borrower] = hold
        else:
            self._watch.ledger.drop(hold)
