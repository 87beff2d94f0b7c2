"""What was registered somewhere and must be taken off again: readers and signals of loops, logging handlers."""

from __future__ import annotations

import logging
import signal
import sys
import weakref
from asyncio import selector_events, unix_events
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account, Record
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.origin import HARNESS, installed_package, is_first_party, origin
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.signal_handlers import SignalHandler, SignalHandlers, is_of_loop
from pytest_wshygiene.probes.steady import steady_name
from pytest_wshygiene.probes.timers import callback_name
from pytest_wshygiene.references.ages import was_imported
from pytest_wshygiene.settings.wording import an


class Registration:
    """One entry in somebody's list; ``place`` is held weakly, ``handler`` only by its name and identity."""

    __slots__ = ("__weakref__", "added", "handler", "name", "number", "place", "where")

    def __init__(self, place: object, where: str, name: str, added: str, handler: int = 0) -> None:
        self.place = weakref.ref(place)
        self.where = where
        self.name = name
        self.added = added
        self.handler = handler
        self.number = -1


class ListenerProbe(Probe):
    """``add_reader``, ``add_writer``, signal handlers and ``Logger.addHandler``, each until its counterpart."""

    kind = "listener"

    def __init__(self) -> None:
        self._open: dict[tuple[int, str, int], weakref.ref[Registration]] = {}
        self._freed: weakref.WeakKeyDictionary[Account, Counter[str]] = weakref.WeakKeyDictionary()

    def install(self, watch: Watch) -> None:
        loops: list[type] = [selector_events.BaseSelectorEventLoop, unix_events._UnixSelectorEventLoop]
        for cls in loops:
            self._install_loop(watch, cls)
        watch.when_imported("uvloop", lambda module: self._install_uvloop(watch, module))
        SignalHandlers().install(watch)
        watch.patches.wrap(logging.Logger, "addHandler", partial(self._adding_handler, watch.ledger))
        watch.patches.wrap(logging.Logger, "removeHandler", partial(self._removing_handler, watch.ledger))

    def _install_uvloop(self, watch: Watch, module: ModuleType) -> None:
        self._install_loop(watch, module.Loop)

    def _install_loop(self, watch: Watch, cls: type) -> None:
        for add, remove in (
            ("add_reader", "remove_reader"),
            ("add_writer", "remove_writer"),
            ("add_signal_handler", "remove_signal_handler"),
        ):
            if not any(add in vars(base) for base in cls.__mro__[:2]):
                continue
            watch.patches.wrap(cls, add, self._adding(watch.ledger, add))
            watch.patches.wrap(cls, remove, self._removing(watch.ledger, add))

    def _adding(self, ledger: Ledger, method: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def add(self_: Any, key: Any, callback: Any, *args: Any) -> Any:
                result = original(self_, key, callback, *args)
                number = _number(key)
                self._drop(ledger, self_, method, number)
                if not is_first_party(sys._getframe(1).f_code.co_filename):
                    return result  # a library's own reader goes with the connection that it reads for
                entry = Registration(self_, _told(method, number), callback_name(callback), method)
                entry.number = number
                record = ledger.record("listener", entry)
                if record is not None:
                    record.account.keep[id(entry)] = entry
                    self._open[(id(self_), method, number)] = weakref.ref(entry)
                return result

            return add

        return make

    def _removing(self, ledger: Ledger, method: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def remove(self_: Any, key: Any) -> Any:
                self._drop(ledger, self_, method, _number(key))
                return original(self_, key)

            return remove

        return make

    def _drop(self, ledger: Ledger, place: Any, method: str, number: int) -> None:
        known = self._open.pop((id(place), method, number), None)
        entry = known() if known is not None else None
        if entry is not None and entry.place() is place:
            ledger.drop(entry)

    def _adding_handler(self, ledger: Ledger, original: Callable[..., Any]) -> Callable[..., Any]:
        def add_handler(logger: logging.Logger, hdlr: logging.Handler) -> None:
            fresh = hdlr not in logger.handlers
            original(logger, hdlr)
            if _is_called_by_harness() or not fresh or _is_setting_up_its_own(logger):
                return
            entry = Registration(logger, f"logger `{logger.name}`", type(hdlr).__qualname__, "addHandler", id(hdlr))
            entry.number = _alike(logger, entry.name) - 1 + self._taken_off(logger)
            record = ledger.record("listener", entry)
            if record is not None and not _is_configuration(record):
                record.account.keep[id(entry)] = entry
                self._open[(id(logger), "addHandler", id(hdlr))] = weakref.ref(entry)

        return add_handler

    def _removing_handler(self, ledger: Ledger, original: Callable[..., Any]) -> Callable[..., Any]:
        def remove_handler(logger: logging.Logger, hdlr: logging.Handler) -> None:
            account = None if _is_called_by_harness() else CURRENT.get()
            if account is not None:
                if not self._is_by(account, ledger, (id(logger), "addHandler", id(hdlr))):
                    self._freed.setdefault(account, Counter())[logger.name] += 1
                self._drop(ledger, logger, "addHandler", id(hdlr))
            original(logger, hdlr)

        return remove_handler

    def _is_by(self, account: Account, ledger: Ledger, key: tuple[int, str, int]) -> bool:
        """True for what ``account`` has registered itself; an entry of an account that is closed is dead."""
        known = self._open.get(key)
        entry = known() if known is not None else None
        record = ledger.find(entry) if entry is not None else None
        return record is not None and record.account is account

    def _taken_off(self, logger: logging.Logger) -> int:
        """How many handlers the running owner has taken off that were there before it."""
        account = CURRENT.get()
        return self._freed.get(account, Counter())[logger.name] if account is not None else 0

    def is_open(self, resource: Any, record: Record) -> bool:
        if isinstance(resource, SignalHandler):
            return resource.is_installed
        place = resource.place()
        if place is None:
            return False
        if resource.added == "addHandler":  # one that took the place of another is no growth
            is_there = bool(handlers_of(resource)) and _alike(place, resource.name) > resource.number
            return is_there and (_is_known(place) or was_imported(place))
        return not place.is_closed() and _is_registered(place, resource.added, resource.number)

    def loop(self, resource: Any, record: Record) -> Any:
        bound = isinstance(resource, Registration) and resource.added != "addHandler"
        return resource.place() if bound else None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        if isinstance(resource, SignalHandler):
            return resource.look()
        if resource.added == "addHandler":
            count = len(resource.place().handlers)
            return Look(
                subject=f"{resource.name} on logger `{steady_name(resource.place().name, '.')}`",
                summary=f"{an(resource.name)} was still on {resource.where}",
                state=f"{count} handler{'s' if count != 1 else ''} on that logger now",
                release=f"`{_spelled(resource.place())}.removeHandler(handler)`, then `handler.close()`",
            )
        remove = resource.added.replace("add_", "remove_")
        key = resource.where.rpartition(" ")[2]
        key = f"signal.{key}" if "signal" in remove else key
        return Look(
            subject=f"{resource.name} for {resource.where if 'signal' in remove else resource.added}",
            summary=f"`{resource.name}` was still registered for {resource.where}",
            state=f"in `{type(resource.place()).__name__}`, since `{resource.added}`",
            release=f"`loop.{remove}({key})`",
        )


def is_signal_handler(thing: object) -> bool:
    """True for what a loop calls on a signal."""
    return isinstance(thing, Registration) and thing.added == "add_signal_handler"


def handlers_of(entry: Registration | SignalHandler) -> list[logging.Handler]:
    """The logging handler that an entry stands for, as long as it is on its logger."""
    if not isinstance(entry, Registration):
        return []
    place = entry.place()
    return [handler for handler in getattr(place, "handlers", ()) if id(handler) == entry.handler]


def registered_at(entry: object) -> str:
    """What holds it, as a path where that can be typed."""
    if not isinstance(entry, Registration):
        return "the process, as the handler of a signal"
    if entry.added != "addHandler":
        return f"the event loop, since `loop.{entry.added}`"
    place = entry.place()
    at = next((at for at, handler in enumerate(getattr(place, "handlers", ())) if id(handler) == entry.handler), None)
    if not _is_known(place):
        return f"{entry.where}, as one of its handlers"
    return f"{_spelled(place)}.handlers[{'...' if at is None else at}]"


def _spelled(logger: Any) -> str:
    if not _is_known(logger):
        return "logger"
    return f"logging.getLogger({'' if logger is logging.root else repr(str(logger.name))})"


def _is_known(logger: Any) -> bool:
    """False for a logger that somebody has made for himself, past ``getLogger``: it goes with its handlers."""
    if logger is logging.root:
        return True
    manager = getattr(logger, "manager", None)
    return getattr(manager, "loggerDict", {}).get(getattr(logger, "name", None)) is logger


def _is_called_by_harness() -> bool:
    """True for pytest's own handlers, which come and go with every phase of a test."""
    return origin(sys._getframe(2).f_code.co_filename) == HARNESS


def _is_setting_up_its_own(logger: logging.Logger) -> bool:
    """True for a library that gives a logger of its own a handler, once and for all, or the root logger of the process.

    The logger need not be called as the library is: redis has one named ``push_response``.
    """
    caller = sys._getframe(2)
    if is_first_party(caller.f_code.co_filename):
        return False
    if logger.parent is None:
        return bool(installed_package(caller.f_code.co_filename))
    module = str(caller.f_globals.get("__name__"))
    is_first = len(logger.handlers) == 1
    return is_first or module.partition(".")[0] == logger.name.partition(".")[0]


def _alike(logger: logging.Logger, name: str) -> int:
    """How many handlers of one class are on a logger."""
    return sum(1 for handler in logger.handlers if type(handler).__qualname__ == name)


def _is_registered(loop: Any, method: str, number: int) -> bool:
    """Ask the loop itself: what was closed before it was removed has no number left that we could match.

    A signal that ``signal.signal`` has given to another handler since does not reach the loop any more.
    """
    if method == "add_signal_handler":
        handlers = getattr(loop, "_signal_handlers", None)
        return handlers is None or (number in handlers and is_of_loop(signal.getsignal(number)))
    selector = getattr(loop, "_selector", None)
    if selector is None:  # uvloop keeps its list in C
        return True
    key = (selector.get_map() or {}).get(number)  # it has none once another thread has closed it
    return key is not None and key.data[method == "add_writer"] is not None


def _number(key: Any) -> int:
    return int(key) if isinstance(key, int) else int(key.fileno())


def _told(method: str, number: int) -> str:
    if method == "add_signal_handler":
        return f"signal {signal.Signals(number).name}"
    return f"{'reading' if method == 'add_reader' else 'writing'} descriptor {number}"


def _is_configuration(record: Record) -> bool:
    """Handlers set by ``logging.config`` or ``basicConfig`` are the process's configuration, not a connection's."""
    return any(
        code.co_filename.endswith("logging/config.py") or code.co_qualname == "basicConfig" for code, _ in record.sites
    )
