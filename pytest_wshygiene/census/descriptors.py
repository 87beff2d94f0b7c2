"""Open descriptors: the ground truth under sockets that Python cannot see, and files that nobody closed."""

from __future__ import annotations

import os
import sys
import threading
from asyncio import _get_running_loop
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from stat import S_ISSOCK
from types import ModuleType
from typing import NamedTuple

from pytest_wshygiene.census.accounted import accounted
from pytest_wshygiene.census.files import around
from pytest_wshygiene.census.open_numbers import OpenNumbers, how_many, target_of
from pytest_wshygiene.census.openings import Openings, open_pipe_ends, open_selectors
from pytest_wshygiene.census.windows import Exchanges
from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.birth import Site, capture, has_first_party
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.ownership.running import GIVEN_TO_POOL
from pytest_wshygiene.probes.loops import is_foreign, known_loops
from pytest_wshygiene.real import REAL


class _Birth(NamedTuple):
    """Who opened a descriptor, which file that was, where, and the object around it as (identity, class).

    ``caller`` is for whom that was done.
    """

    account: Account | None
    inode: int
    sites: tuple[Site, ...]
    made: tuple[int, type] | None
    caller: Account | None = None


@dataclass(frozen=True)
class OpenDescriptor:
    """A descriptor that is nobody's but its opener's: where it leads, and what is known of its birth."""

    number: int
    target: str
    known: _Birth

    @property
    def birth(self) -> tuple[Site, ...]:
        """Where it was opened; empty where that was not seen."""
        return self.known.sites

    @property
    def caller(self) -> Account | None:
        """For whom it was opened, which may be another than the one whose code has done so."""
        return self.known.caller

    @cached_property
    def file(self) -> object | None:
        """What was made with it, or the outermost Python file around it; None for a bare number.

        It is looked for among all objects there are, so only for what is told, and not for all that is waited for.
        """
        return around(self.number, self.target, self.known.made)

    @property
    def is_bare(self) -> bool:
        """True where nothing is known of who has opened it, and nothing of Python's is around it."""
        return not self.birth and self.file is None


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
        self._ledger = ledger
        self._openings: Openings | None = None
        if self.windows is not None:
            self._openings = Openings(patches, self._open, self._note, self._note_around)

    def watch_libraries(self, when_imported: Callable[[str, Callable[[ModuleType], None]], None]) -> None:
        """Hear of what libraries open in C, too."""
        if self._openings is not None:
            self._openings.watch_libraries(when_imported)

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
        watched = accounted(list(records), open_selectors(), open_pipe_ends())
        found = [
            OpenDescriptor(number, target, birth)
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
        is_meant = is_open or (self._had_foreign_loop and left.target.startswith("pipe:"))
        return is_meant and left.is_bare

    def _note(self, numbers: Iterable[int], made: tuple[int, type] | None = None) -> None:
        """Descriptors that have just been opened, by the code above this call."""
        try:
            self._put_down(numbers, made)
        except Exception as error:
            self._ledger.crashed("descriptor", error)

    def _note_around(self, number: int, made: tuple[int, type]) -> None:
        """Something has been made around a descriptor that is known."""
        known = self._births.get(number)
        if known is not None:
            self._births[number] = known._replace(made=made)

    def _put_down(self, numbers: Iterable[int], made: tuple[int, type] | None) -> None:
        account = self._ledger.answering()
        if account is None or "descriptor" not in account.terms.kinds:
            return
        birth = capture()
        if birth is None:
            return
        caller, account = account, self._ledger.author(account, birth.sites)
        sites = birth.sites if birth.told else birth.sites + (GIVEN_TO_POOL.sites or self._birth_of_thread(account))
        for number in numbers if has_first_party(sites) else ():
            self._births[number] = _Birth(account, REAL.fstat(number).st_ino, sites, made, caller)
            self._is_changed = True

    def _birth_of_thread(self, account: Account) -> tuple[Site, ...]:
        """Where the thread was started that a library opens it in."""
        is_main = threading.current_thread() is threading.main_thread()
        return () if is_main or _get_running_loop() is not None else self._ledger.parent_birth(account)

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


def _is_opened_by_user(birth: _Birth) -> bool:
    return bool(birth.sites) and is_first_party(birth.sites[0][0].co_filename)


_UNKNOWN = _Birth(None, 0, (), None)


def nature_of(number: int) -> str:
    """What a descriptor is like: two files of one folder are alike, as a log and the one that it is rotated to."""
    try:
        if S_ISSOCK(REAL.fstat(number).st_mode):  # as mostly, and cheaper to ask than where it leads
            return "socket"
    except OSError:
        return ""
    target = target_of(number)
    return target.rpartition("/")[0] or target.partition(":[")[0]
