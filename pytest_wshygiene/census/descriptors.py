"""Open descriptors: the ground truth under sockets that Python cannot see, and files that nobody closed."""

from __future__ import annotations

import builtins
import gc
import io
import os
import selectors
import sys
import threading
import weakref
from asyncio import _get_running_loop
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import partial
from stat import S_ISSOCK
from typing import Any, NamedTuple

from pytest_wshygiene.census.accounted import accounted
from pytest_wshygiene.census.open_numbers import FOLDER, OpenNumbers, how_many
from pytest_wshygiene.census.windows import Exchanges
from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.birth import Site, capture, has_first_party
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.ownership.running import GIVEN_TO_POOL
from pytest_wshygiene.probes.loops import is_foreign, known_loops
from pytest_wshygiene.real import REAL

_FILES: tuple[type, ...] = (io.FileIO, io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.TextIOWrapper)
#: What opens descriptors in ``os``; some of it is newer than Python 3.11, or not there on every system.
_OPENING = (
    "open",
    "pipe",
    "pipe2",
    "dup",
    "openpty",
    "posix_openpt",
    "memfd_create",
    "eventfd",
    "pidfd_open",
    "timerfd_create",
)
#: By identity: other threads add to them while they are looked at, which a set would not stand.
_selectors: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
#: The ends of pipes of ``multiprocessing``: to look for them among all objects takes as long as there are objects.
_pipe_ends: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class OpenDescriptor:
    """A descriptor that is nobody's but its opener's: where it leads, the Python file around it, and its birth."""

    number: int
    target: str
    file: object | None
    birth: tuple[Site, ...]


class _Birth(NamedTuple):
    """Who opened a descriptor, which file that was, where, and the object around it as (identity, class)."""

    account: Account | None
    inode: int
    sites: tuple[Site, ...]
    made: tuple[int, type] | None


class Descriptors:
    """Numbers under ``/proc/self/fd``, less those of resources that are recorded under a kind of their own."""

    def __init__(self, patches: Patches, ledger: Ledger) -> None:
        self.windows: Exchanges[int] | None = None
        self._open = OpenNumbers()
        if sys.platform.startswith("linux"):
            self.windows = Exchanges(self._open.look, how_many, nature_of)
        self._had_foreign_loop = False
        self._is_changed = False
        self._births: dict[int, _Birth] = {}
        self._patches = patches
        self._ledger = ledger
        if self.windows is not None:
            for name in filter(os.__dict__.__contains__, _OPENING):
                patches.wrap(os, name, self._recording)
            for module in (builtins, io):
                patches.wrap(module, "open", partial(_Open, self._note))
            if hasattr(selectors, "EpollSelector"):
                patches.wrap(selectors.EpollSelector, "__init__", self._polling)

    def watch_databases(self, module: Any) -> None:
        """sqlite3 opens its files in C."""
        if self.windows is not None:
            self._patches.wrap(module, "connect", self._connecting)

    def watch_memory(self, module: Any) -> None:
        """Shared memory is opened and mapped in C."""
        if self.windows is not None:
            self._patches.wrap(module.SharedMemory, "__init__", self._mapping)

    def watch_pipes(self, module: Any) -> None:
        """The ends of a ``multiprocessing.Pipe()`` that the user's code has asked for; queues and pools have theirs."""
        if self.windows is not None:
            self._patches.wrap(module, "Pipe", self._piping)
            self._patches.wrap(module._ConnectionBase, "__init__", _remembering)

    def watch_streams(self, module: Any) -> None:
        """trio's streams have the bare number of what was opened before."""
        if self.windows is not None:
            self._patches.wrap(module.FdStream, "__init__", self._streaming)

    def begin(self, account: Account) -> None:
        if self.windows is not None:
            self.windows.begin(account)

    def end_window(self, account: Account | None) -> None:
        if self.windows is None:
            return
        if self._is_changed:  # as many may have gone as have come, and even by the same numbers
            self._is_changed = False
            self.windows.look_again()
        self.windows.end_window(account)

    def disown_new(self) -> None:
        """The pipes and pollers of a loop written in C are its own, and two pipes of the first one stay for good."""
        self._had_foreign_loop = True
        if self.windows is not None:
            self.windows.disown(lambda number: target_of(number).startswith(("pipe:", "anon_inode:", os.devnull)))

    def hand_over(self, number: int, account: Account) -> None:
        """``account`` answers for it from now on."""
        self._births[number] = self._births.get(number, _UNKNOWN)._replace(account=account)
        if self.windows is not None:
            self.windows.hand_over(number, account)

    def forget(self, account: Account) -> None:
        """``account`` has been judged."""
        if self.windows is not None:
            self.windows.forget(account)
        for number, birth in self._births.copy().items():  # in place: another thread may note one meanwhile
            if birth.account is account:
                self._births.pop(number, None)

    def left_by(self, account: Account, records: Iterable[Record]) -> list[OpenDescriptor]:
        """What the account opened, is still open, and is no part of anything recorded."""
        if self.windows is None:
            return []
        self.windows.claim(account, [number for number in list(self._births) if self._birth_of(number, account).sites])
        left = [number for number in self.windows.left_by(account) if not self._is_of_another(number, account)]
        if not left:
            return []
        watched = accounted(list(records), _living(_selectors), _living(_pipe_ends))
        found = [
            OpenDescriptor(number, target, _around(number, birth.made), birth.sites)
            for number in left
            if (number not in watched or self._is_users_pipe(number, account))
            and (target := target_of(number))
            and (birth := self._birth_of(number, account))
            if "[pidfd]" not in target or _is_opened_by_user(birth)  # else the process behind it is watched itself
        ]
        in_c = any(is_foreign(loop) for loop in known_loops())
        return [left for left in found if not self._is_of_foreign_loop(left, in_c)]

    def _is_of_foreign_loop(self, left: OpenDescriptor, is_open: bool) -> bool:
        """What nobody in Python knows is a loop's that is in C: while one is open anything, afterwards its pipes."""
        if left.file is not None or left.birth:
            return False
        return is_open or (self._had_foreign_loop and left.target.startswith("pipe:"))

    def _recording(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def opening(*args: Any, **kwargs: Any) -> Any:
            made = original(*args, **kwargs)
            self._note(made if type(made) is tuple else (made,))
            return made

        return opening

    def _connecting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(*args: Any, **kwargs: Any) -> Any:
            before = self._open.look() or {}
            self._note_new(before, made := original(*args, **kwargs))
            return made

        return connect

    def _mapping(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(memory: Any, *args: Any, **kwargs: Any) -> None:
            before = self._open.look() or {}
            original(memory, *args, **kwargs)
            self._note_new(before, memory)

        return __init__

    def _piping(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def pipe(*args: Any, **kwargs: Any) -> Any:
            ends = original(*args, **kwargs)
            caller = sys._getframe(1)
            if caller.f_globals.get("__name__") == "multiprocessing.context":
                caller = caller.f_back or caller
            for end in ends if is_first_party(caller.f_code.co_filename) else ():
                self._note((end.fileno(),), (id(end), type(end)))
            return ends

        return pipe

    def _streaming(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(stream: Any, fd: int) -> None:
            original(stream, fd)
            known = self._births.get(fd)
            if known is not None:
                self._births[fd] = known._replace(made=(id(stream), type(stream)))

        return __init__

    def _note_new(self, before: Container[int], made: object) -> None:
        """Files that have been opened in C since ``before``, and what is around them."""
        new = [number for number in self._open.look() or () if number not in before and target_of(number)[:1] == "/"]
        self._note(new, (id(made), type(made)))

    def _note(self, numbers: Iterable[int], made: tuple[int, type] | None = None) -> None:
        """Descriptors that have just been opened, by the code above this call."""
        try:
            self._put_down(numbers, made)
        except Exception as error:
            self._ledger.crashed("descriptor", error)

    def _put_down(self, numbers: Iterable[int], made: tuple[int, type] | None) -> None:
        account = self._ledger.answering()
        if account is None or "descriptor" not in account.terms.kinds:
            return
        birth = capture()
        if birth is None:
            return
        sites = birth.sites if birth.told else birth.sites + (GIVEN_TO_POOL.sites or self._birth_of_thread(account))
        for number in numbers if has_first_party(sites) else ():
            self._births[number] = _Birth(account, REAL.fstat(number).st_ino, sites, made)
            self._is_changed = True

    def _birth_of_thread(self, account: Account) -> tuple[Site, ...]:
        """Where the thread was started that a library opens it in."""
        is_main = threading.current_thread() is threading.main_thread()
        return () if is_main or _get_running_loop() is not None else self._ledger.parent_birth(account)

    def _polling(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """A library's selector goes with the server or connection that polls with it."""

        def __init__(selector: Any) -> None:
            original(selector)
            if is_first_party(sys._getframe(1).f_code.co_filename):
                self._note((selector.fileno(),), (id(selector), type(selector)))
            else:
                _selectors[id(selector)] = selector

        return __init__

    def _is_users_pipe(self, number: int, account: Account) -> bool:
        made = self._birth_of(number, account).made
        return made is not None and made[1].__module__ == "multiprocessing.connection"

    def _is_of_another(self, number: int, account: Account) -> bool:
        """True for what is known to have been opened by somebody else while this one's code was running."""
        other = self._births.get(number, _UNKNOWN).account
        return other is not None and other is not account and self._birth_of(number, other) is not _UNKNOWN

    def _birth_of(self, number: int, account: Account) -> _Birth:
        birth = self._births.get(number, _UNKNOWN)
        try:
            return birth if birth.account is account and REAL.fstat(number).st_ino == birth.inode else _UNKNOWN
        except OSError:
            return _UNKNOWN


def _living(table: weakref.WeakValueDictionary[int, Any]) -> list[Any]:
    return [thing for ref in table.valuerefs() if (thing := ref()) is not None]


def _remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    def __init__(end: Any, *args: Any, **kwargs: Any) -> None:
        original(end, *args, **kwargs)
        _pipe_ends[id(end)] = end

    return __init__


def _is_opened_by_user(birth: _Birth) -> bool:
    return bool(birth.sites) and is_first_party(birth.sites[0][0].co_filename)


_UNKNOWN = _Birth(None, 0, (), None)


class _Open:
    """Stands for ``open``: like the real one it does not become a method where a class has it as an attribute."""

    def __init__(self, note: Callable[[Iterable[int]], None], original: Callable[..., Any]) -> None:
        self._note = note
        self._original = original

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        file = self._original(*args, **kwargs)
        if type(file) in _FILES:
            self._note((file.fileno(),))
        return file

    def __reduce__(self) -> str:
        """To another process it is sent by its name, as the real one is."""
        return "open"


def target_of(number: int) -> str:
    """What a descriptor leads to, such as ``/tmp/log.txt`` or ``pipe:[123]``; "" once it is closed."""
    try:
        return str(REAL.readlink(f"{FOLDER}/{number}"))
    except OSError:
        return ""


def nature_of(number: int) -> str:
    """What a descriptor is like: two files of one folder are alike, as a log and the one that it is rotated to."""
    try:
        if S_ISSOCK(REAL.fstat(number).st_mode):  # as mostly, and cheaper to ask than where it leads
            return "socket"
    except OSError:
        return ""
    target = target_of(number)
    return target.rpartition("/")[0] or target.partition(":[")[0]


def _around(number: int, made: tuple[int, type] | None) -> object | None:
    """What was ``made`` with a descriptor, or the outermost Python file around it; None for a bare number."""
    if made is not None:
        return next((thing for thing in gc.get_objects() if id(thing) == made[0] and type(thing) is made[1]), None)
    found = [thing for thing in gc.get_objects() if type(thing) in _FILES and _is_open_on(thing, number)]
    return max(found, key=lambda thing: _FILES.index(type(thing)), default=None)


def _is_open_on(file: Any, number: int) -> bool:
    try:
        return bool(file.fileno() == number)
    except (OSError, ValueError):
        return False
