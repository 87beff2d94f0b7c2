"""Handlers that ``signal.signal`` has installed and nobody has replaced by the one that was there before."""

from __future__ import annotations

import signal
import sys
import weakref
from collections.abc import Callable
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.base import Look, Watch
from pytest_wshygiene.probes.timers import callback_name


class SignalHandler:
    """One owner's handler of one signal; both it and the one ``before`` it are known by their identity only."""

    __slots__ = ("__weakref__", "before", "handler", "name", "number")

    def __init__(self, number: int, name: str, handler: int, before: int) -> None:
        self.number = number
        self.name = name
        self.handler = handler
        self.before = before

    @property
    def is_installed(self) -> bool:
        """True while nothing else has taken its place."""
        return id(signal.getsignal(self.number)) == self.handler

    def look(self) -> Look:
        """Which function handles which signal."""
        name = signal.Signals(self.number).name
        return Look(
            subject=f"{self.name} for signal {name}",
            summary=f"`{self.name}` was still the handler of {name}",
            state="installed with `signal.signal`",
            release=f"keep what `signal.signal` returns; at the end `signal.signal(signal.{name}, before)`",
        )


def is_of_loop(handler: Any) -> bool:
    """True for what asyncio installs while a loop of its has a handler of the signal."""
    return getattr(handler, "__module__", None) == "asyncio.unix_events"


class SignalHandlers:
    """Sees first-party code install handlers, and put the earlier ones back."""

    def __init__(self) -> None:
        self._set: weakref.WeakKeyDictionary[Account, dict[int, SignalHandler]] = weakref.WeakKeyDictionary()
        self._first: dict[int, Any] = {}  # what was there before anybody installed anything
        self._beneath: dict[int, int] = {}  # in whose place a loop has put its own, by identity

    def install(self, watch: Watch) -> None:
        """Start seeing."""

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def signal_(signalnum: Any, handler: Any) -> Any:
                before = original(signalnum, handler)
                account = CURRENT.get()
                if account is not None and is_first_party(sys._getframe(1).f_code.co_filename):
                    self._changed(watch.ledger, account, int(signalnum), before)
                elif is_of_loop(handler):
                    self._beneath[int(signalnum)] = id(before)
                return before

            return signal_

        watch.patches.wrap(signal, "signal", make)

    def _changed(self, ledger: Ledger, account: Account, number: int, before: Any) -> None:
        mine = self._set.setdefault(account, {})
        earlier = mine.pop(number, None)
        if earlier is not None:
            ledger.drop(earlier)
        handler = signal.getsignal(number)
        first = earlier.before if earlier is not None else id(before)
        beneath = self._beneath.get(number) if is_of_loop(before) else None
        if id(handler) in {first, beneath, id(self._first.setdefault(number, before)), *self._replaced(number)}:
            return  # it is put back
        name = handler.name if isinstance(handler, signal.Handlers) else callback_name(handler)
        entry = SignalHandler(number, name, id(handler), first)
        record = ledger.record("listener", entry)
        if record is not None:
            record.account.keep[id(entry)] = mine[number] = entry

    def _replaced(self, number: int) -> list[int]:
        """The handlers, by identity, in whose place others have put theirs."""
        return [mine[number].before for mine in list(self._set.values()) if number in mine]
