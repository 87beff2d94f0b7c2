"""Hearing of descriptors where they are opened: in ``os``, by ``open()``, and in C for those that ask for it."""

from __future__ import annotations

import builtins
import io
import os
import select
import selectors
import socket
import sys
import weakref
from collections.abc import Callable, Container, Iterable
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.census.files import FILES
from pytest_wshygiene.census.open_numbers import OpenNumbers, target_of
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.ownership.stand_in import standing_for

#: Hears of numbers, and of the object around them as (identity, class).
OnOpen = Callable[[Iterable[int], tuple[int, type] | None], None]
OnAround = Callable[[int, tuple[int, type]], None]

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


class Openings:
    """What opens descriptors, wrapped: ``on_open`` hears of the numbers; ``on_around`` of what has a known one."""

    def __init__(self, patches: Patches, numbers: OpenNumbers, on_open: OnOpen, on_around: OnAround) -> None:
        self._patches = patches
        self._numbers = numbers
        self._on_open = on_open
        self._on_around = on_around
        for name in filter(os.__dict__.__contains__, _OPENING):
            patches.wrap(os, name, self._recording)
        for module in (builtins, io):
            patches.wrap(module, "open", partial(_Open, on_open))
        patches.wrap(os, "scandir", self._listing)
        patches.wrap(socket.socket, "detach", self._detaching)
        patches.wrap(select, "epoll", self._making_poller)
        if hasattr(selectors, "EpollSelector"):
            patches.wrap(selectors.EpollSelector, "__init__", self._polling)

    def watch_libraries(self, when_imported: Callable[[str, Callable[[ModuleType], None]], None]) -> None:
        """The same for what opens them in C, or has the bare number of what was opened before."""
        wrap = self._patches.wrap
        for module in ("sqlite3", "sqlite3.dbapi2"):
            when_imported(module, lambda found: wrap(found, "connect", self._opening_files))
        when_imported("mmap", lambda found: wrap(found, "mmap", self._making_map))
        when_imported(
            "multiprocessing.shared_memory", lambda found: wrap(found.SharedMemory, "__init__", self._mapping)
        )
        when_imported("multiprocessing.connection", self._watch_pipes)
        when_imported("trio._unix_pipes", lambda found: wrap(found.FdStream, "__init__", self._streaming))

    def _watch_pipes(self, module: Any) -> None:
        """The ends of a ``multiprocessing.Pipe()`` that the user's code has asked for; queues and pools have theirs."""
        self._patches.wrap(module, "Pipe", self._piping)
        self._patches.wrap(module._ConnectionBase, "__init__", _remembering)

    def _recording(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def opening(*args: Any, **kwargs: Any) -> Any:
            made = original(*args, **kwargs)
            self._on_open(made if type(made) is tuple else (made,), None)
            return made

        return opening

    def _opening_files(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(*args: Any, **kwargs: Any) -> Any:
            before = self._numbers.look() or {}
            self._hear_new(before, made := original(*args, **kwargs))
            return made

        return connect

    def _listing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        opening = self._opening_files(original)

        def scandir(*args: Any, **kwargs: Any) -> Any:
            is_users = is_first_party(sys._getframe(1).f_code.co_filename)  # others go through it to the end
            return (opening if is_users else original)(*args, **kwargs)

        return scandir

    def _detaching(self, original: Callable[..., int]) -> Callable[..., int]:
        """The number of a socket that is none any more: whoever has asked for it has it to close."""

        def detach(sock: Any) -> int:
            number = original(sock)
            if number >= 0 and is_first_party(sys._getframe(1).f_code.co_filename):
                self._on_open((number,), None)
            return number

        return detach

    def _making_map(self, original: Any) -> type:
        opening = self._opening_files(original)

        def mmap(*args: Any, **kwargs: Any) -> Any:
            is_users = is_first_party(sys._getframe(2).f_code.co_filename)  # else it goes with a library's object
            return (opening if is_users else original)(*args, **kwargs)

        return standing_for(original, mmap)

    def _making_poller(self, original: Any) -> type:
        def epoll(*args: Any, **kwargs: Any) -> Any:
            poller = original(*args, **kwargs)
            if is_first_party(sys._getframe(2).f_code.co_filename):
                self._on_open((poller.fileno(),), _seen(poller))
            return poller

        return standing_for(original, epoll)

    def _mapping(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(memory: Any, *args: Any, **kwargs: Any) -> None:
            before = self._numbers.look() or {}
            original(memory, *args, **kwargs)
            self._hear_new(before, memory)

        return __init__

    def _piping(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def pipe(*args: Any, **kwargs: Any) -> Any:
            ends = original(*args, **kwargs)
            caller = sys._getframe(1)
            if caller.f_globals.get("__name__") == "multiprocessing.context":
                caller = caller.f_back or caller
            for end in ends if is_first_party(caller.f_code.co_filename) else ():
                self._on_open((end.fileno(),), _seen(end))
            return ends

        return pipe

    def _streaming(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(stream: Any, fd: int) -> None:
            original(stream, fd)
            self._on_around(fd, _seen(stream))

        return __init__

    def _hear_new(self, before: Container[int], made: object) -> None:
        """Files that have been opened in C since ``before``, and what is around them."""
        new = [number for number in self._numbers.look() or () if number not in before and target_of(number)[:1] == "/"]
        self._on_open(new, _seen(made))

    def _polling(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """A library's selector goes with the server or connection that polls with it."""

        def __init__(selector: Any) -> None:
            original(selector)
            if is_first_party(sys._getframe(1).f_code.co_filename):
                self._on_open((selector.fileno(),), _seen(selector))
            else:
                _selectors[id(selector)] = selector

        return __init__


def open_selectors() -> list[Any]:
    """The selectors of libraries that are there."""
    return _living(_selectors)


def open_pipe_ends() -> list[Any]:
    """The ends of ``multiprocessing``'s pipes that are there."""
    return _living(_pipe_ends)


def _seen(made: object) -> tuple[int, type]:
    return id(made), type(made)


def _living(table: weakref.WeakValueDictionary[int, Any]) -> list[Any]:
    return [thing for ref in table.valuerefs() if (thing := ref()) is not None]


def _remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    def __init__(end: Any, *args: Any, **kwargs: Any) -> None:
        original(end, *args, **kwargs)
        _pipe_ends[id(end)] = end

    return __init__


class _Open:
    """Stands for ``open``: like the real one it does not become a method where a class has it as an attribute."""

    def __init__(self, on_open: OnOpen, original: Callable[..., Any]) -> None:
        self._on_open = on_open
        self._original = original

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        file = self._original(*args, **kwargs)
        if type(file) in FILES:
            self._on_open((file.fileno(),), None)
        return file

    def __reduce__(self) -> str:
        """To another process it is sent by its name, as the real one is."""
        return "open"
