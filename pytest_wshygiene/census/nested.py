"""Seeing who adds to the containers in a declared dictionary: members of a room, listeners of an event.

They come and go with what they stand for, so they are looked for again whenever somebody begins.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

from pytest_wshygiene.census.recording import Entry, plain_type, record_alone
from pytest_wshygiene.ownership.birth import Site

#: Entries of one dictionary that are recorded; a registry with more is told without the line.
_MOST = 64
#: Types of keys: a connection that is a key would be kept alive by what knows it.
_EVENTS: tuple[type, ...] = (str, bytes, int)

OnAddInside = Callable[[Any, Any, tuple[Site, ...]], None]


class Inside:
    """The containers in one dictionary that are recorded; ``on_add(key, member, sites)`` hears of additions."""

    def __init__(self, on_add: OnAddInside) -> None:
        self._on_add = on_add
        self._restores: dict[Any, Callable[[], None]] = {}

    def record(self, container: Any) -> None:
        """Record what has come since; nothing while another thread runs, which may be about to add something."""
        if dict not in type(container).__mro__ or threading.active_count() > 1:
            return
        self._restores = {key: restore for key, restore in self._restores.items() if dict.__contains__(container, key)}
        for key in list(islice(dict.keys(container), _MOST)):
            home = Entry(container, key)
            if type(key) in _EVENTS and type(home.get()) is plain_type(home.get()):
                restore = record_alone(home, partial(self._on_add, key))
                self._restores |= {key: restore} if restore is not None else {}

    def restore(self) -> None:
        """Give them back as they were found."""
        for restore in self._restores.values():
            restore()
        self._restores.clear()
