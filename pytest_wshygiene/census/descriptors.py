"""Open descriptors: the ground truth under sockets that Python cannot see, and files that nobody closed."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_wshygiene.census.windows import Windows
from pytest_wshygiene.ownership import Account, Record
from pytest_wshygiene.probes.loops import known_loops
from pytest_wshygiene.probes.registrations import handlers_of

_FILES: tuple[type, ...] = (io.FileIO, io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.TextIOWrapper)
_FOLDER = "/proc/self/fd"
_BUSY_KINDS = frozenset({"task", "thread", "server", "executor", "connection"})


class Descriptors:
    """Numbers under ``/proc/self/fd``, less those of resources that are recorded under a kind of their own."""

    def __init__(self) -> None:
        self.windows: Windows[int] | None = Windows(_listing) if sys.platform.startswith("linux") else None

    def begin(self, account: Account) -> None:
        if self.windows is not None:
            self.windows.begin(account)

    def end_window(self, account: Account | None) -> None:
        if self.windows is not None:
            self.windows.end_window(account)

    def left_by(self, account: Account, records: Iterable[Record]) -> dict[int, str]:
        """Descriptors that the account opened and nothing recorded accounts for: number and what it leads to."""
        if self.windows is None:
            return {}
        left = self.windows.left_by(account)
        if not left:
            return {}
        accounted = _accounted(records)
        return {number: target for number in left if number not in accounted and (target := target_of(number))}


def others_are_busy(account: Account, accounts: Iterable[Account]) -> bool:
    """True when a wider owner runs code of its own, so that a new descriptor may be its."""
    return any(
        record.kind in _BUSY_KINDS
        for other in accounts
        if other is not account and not other.closed
        for record in list(other.records.values())
    )


def target_of(number: int) -> str:
    """What a descriptor leads to, such as ``/tmp/log.txt`` or ``pipe:[123]``; "" once it is closed."""
    try:
        return os.readlink(f"{_FOLDER}/{number}")
    except OSError:
        return ""


def file_object_of(number: int) -> object | None:
    """The Python file around a descriptor, the outermost one where files are stacked; None for a bare number."""
    found = [thing for thing in gc.get_objects() if type(thing) in _FILES and _is_open_on(thing, number)]
    return max(found, key=lambda thing: _FILES.index(type(thing)), default=None)


def _is_open_on(file: Any, number: int) -> bool:
    try:
        return bool(file.fileno() == number)
    except (OSError, ValueError):
        return False


def _listing() -> Mapping[int, object]:
    numbers = dict.fromkeys(int(name) for name in os.listdir(_FOLDER))
    lowest_free = os.open(os.devnull, os.O_RDONLY)  # the number that the listing itself was open under
    os.close(lowest_free)
    numbers.pop(lowest_free, None)
    return numbers


def _accounted(records: Iterable[Record]) -> set[int]:
    numbers: set[int] = set()
    for record in records:
        resource = record()
        if resource is not None:
            numbers.update(_numbers_of(record.kind, resource))
    for loop in known_loops():
        numbers.update(_numbers_of("event loop", loop))
    return numbers


def _numbers_of(kind: str, resource: Any) -> list[int]:
    things: list[Any] = []
    if kind == "socket":
        things = [resource if hasattr(resource, "fileno") else resource.get_extra_info("socket")]
    elif kind == "server":
        things = list(getattr(resource, "sockets", None) or ())
    elif kind == "process":
        things = [getattr(resource, name, None) for name in ("stdin", "stdout", "stderr")]
    elif kind == "listener":
        things = [getattr(handler, "stream", None) for handler in handlers_of(resource)]
    elif kind == "event loop":
        things = [getattr(resource, name, None) for name in ("_selector", "_ssock", "_csock")]
    numbers = []
    for thing in things:
        try:
            numbers.append(int(thing.fileno()))
        except Exception:  # closed, or not a descriptor after all
            continue
    return numbers
