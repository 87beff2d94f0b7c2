"""What stood before a test began: the globals of first-party modules, and what could be reached from them.

A reference from something older to something that a test has made is where the leak happened. Of the objects that are
recorded at birth the age is known; of the rest this module remembers those that were there when their module had been
imported. Only identities are kept, never a reference. What is neither is of unknown age, and is told as such.
"""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterable, Mapping
from itertools import islice
from types import CodeType, FunctionType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.origin import FIRST_PARTY, origin
from pytest_wshygiene.references.edges import CACHE, cache_bound
from pytest_wshygiene.references.following import attributes, is_dead_end, module_of

#: How far from its module an object is looked for, how many objects are noted of one module, entries of one container.
_DEPTH, _MOST, _ENTRIES = 6, 1_000, 100
_ALL = 50_000  # of the whole program
_ATOMS: frozenset[type] = frozenset({str, bytes, int, float, bool, complex, type(None), CodeType, ModuleType})
_CONTAINERS = frozenset({dict, tuple, list, set})

_noted: dict[int, int] = {}  # identity of an object, and of its class
_seen: set[str] = set()
_caches: weakref.WeakSet[Any] = weakref.WeakSet()  # those without a bound
_count = 0


def note_modules() -> None:
    """Note what is reachable from first-party modules that were not there at the last call."""
    global _count
    if len(sys.modules) == _count:
        return
    _count = len(sys.modules)
    for name, module in sys.modules.copy().items():
        if name in _seen or type(module) is not ModuleType or _is_busy(module):
            continue
        _seen.add(name)
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and origin(file) == FIRST_PARTY:
            _note(vars(module), name)


def was_imported(thing: object) -> bool:
    """True for what was there, as far as it was noted, when its module had been imported."""
    return _noted.get(id(thing)) == id(type(thing))


def unbounded_caches() -> list[Any]:
    """The caches without a bound that modules, or their classes, have, as far as anything is in them."""
    return [cache for cache in list(_caches) if cache.cache_info().currsize]


def suspect_edges(path: list[Any], records: Mapping[int, Record], account: Account) -> tuple[int, int]:
    """(first, last): the steps of a path on which something older than ``account`` comes to hold what it has made.

    A step is known by the position of its holder. Both are the same where all ages are known.
    """
    youngest = next((at for at, thing in enumerate(path) if _made_by(thing, records, account)), len(path) - 1)
    oldest = 0
    for at in range(1, youngest):
        if not _is_older(path[at - 1], path[at]):
            break
        oldest = at
    return min(oldest, max(youngest - 1, 0)), max(youngest - 1, 0)


def _made_by(thing: Any, records: Mapping[int, Record], account: Account) -> bool:
    record = records.get(id(thing))
    return record is not None and record.account is account and record() is thing


def _is_older(holder: Any, held: Any) -> bool:
    """True for what was noted, and for what is a part of its holder: the dictionary of an instance or class."""
    if was_imported(held):
        return True
    return type(held) is dict and (held is attributes(holder) or type in type(holder).__mro__)


def _is_busy(module: ModuleType) -> bool:
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def _note(space: dict[str, Any], name: str) -> None:
    left = min(_MOST, _ALL - len(_noted))
    level: list[Any] = list(space.values())
    for _ in range(_DEPTH):
        following: list[Any] = []
        for thing in level:
            cls = type(thing)
            if cls in _ATOMS or _noted.get(id(thing)) == id(cls):
                continue
            left -= 1
            if left < 0:
                return
            _noted[id(thing)] = id(cls)
            if cls is CACHE and cache_bound(thing) is None:
                _caches.add(thing)
            following += _below(thing, name)
        level = following


def _below(thing: Any, name: str) -> Iterable[Any]:
    cls = type(thing)
    if cls is FunctionType:
        return [thing.__closure__, thing.__defaults__] if thing.__module__ == name else []
    if type in cls.__mro__:
        return list(vars(thing).values()) if module_of(thing) == name else []
    if is_dead_end(thing):
        return []
    found = gc.get_referents(thing)
    return islice(found, _ENTRIES) if cls in _CONTAINERS else found
