"""The object around an open descriptor, which is what somebody has to close."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from pytest_wshygiene.references.following import referents

#: Python's files, from the inside to the outside.
FILES: tuple[type, ...] = (io.FileIO, io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.TextIOWrapper)
_POLLER = "anon_inode:[eventpoll]"
#: What CPython's ``Py_TPFLAGS_HAVE_GC`` is: the collector knows the instances of the class.
_IS_COLLECTED = 1 << 14


def around(number: int, target: str, made: tuple[int, type] | None) -> object | None:
    """What was ``made`` with a descriptor, or the outermost Python file around it; None for a bare number.

    A poller has no content, and so no file around it.
    """
    if made is not None:
        return _living(*made)
    if target == _POLLER:
        return None
    found = [thing for thing in gc.get_objects() if type(thing) in FILES and _is_open_on(thing, number)]
    return max(found, key=lambda thing: FILES.index(type(thing)), default=None)


def called(cls: type) -> str:
    """What such an object is called where nothing leads to it that can be typed: by the last word of its class."""
    words = re.findall(r"[A-Z]?[a-z0-9]+", cls.__name__)
    is_file = io.IOBase.__mro__[1] in cls.__mro__ or "File" in words or not words
    return "file" if is_file else words[-1].lower()


def _living(mark: int, cls: type) -> object | None:
    """The instance of ``cls`` by its identity; what the collector does not know is known by who has it."""
    things: Iterable[object] = gc.get_objects()
    if not cls.__flags__ & _IS_COLLECTED:
        things = chain.from_iterable(map(referents, things))
    return next((thing for thing in things if id(thing) == mark and type(thing) is cls), None)


def _is_open_on(file: Any, number: int) -> bool:
    try:
        return bool(file.fileno() == number)
    except (OSError, ValueError):
        return False
