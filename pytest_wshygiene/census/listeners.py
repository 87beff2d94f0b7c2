"""Lists of listeners, told by what is in them: functions, or what wraps one, whoever wrote the emitter.

Functions may be kept as they are, weakly, in a tuple or in a small object; under an event in a dictionary, or in a list
of that event's. Nothing of the program's own is called.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from enum import Enum
from functools import partial
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, NamedTuple
from weakref import ReferenceType, WeakMethod, ref

from pytest_wshygiene.census.tokens import token_of
from pytest_wshygiene.probes.timers import callback_name
from pytest_wshygiene.references.following import attributes, walk_slots

_FUNCTIONS: tuple[type, ...] = (FunctionType, MethodType, BuiltinFunctionType, partial)
_INNER: tuple[type, ...] = (dict, list, set, deque)
_EVENTS: tuple[type, ...] = (str, bytes, int, type)
#: What small objects around a function call it.
_NAMES = ("callback", "handler", "listener", "receiver", "function", "func", "fn", "cb", "target", "on_next")
#: Integers above are identities and not events.
_MOST = 1 << 24
#: Entries looked at, the newest first where there is an order.
_LOOKED_AT = 64
#: A tuple or an object around a function is no larger.
_SMALL = 8


class Heard(NamedTuple):
    """One listener: the event, as far as there is one, the handler's name, and what it was added as."""

    event: str
    handler: str
    mark: int  # the identity of what is in the list
    added_as: tuple[Hashable, ...]
    number: int = 1  # one handler may be in there several times
    is_function: bool = True  # and no object around one

    def __str__(self) -> str:
        return f"`{self.handler}` of {self.event}" if self.event else f"`{self.handler}`"


def listeners_in(container: Any, name: str = "", is_inside: bool = False) -> dict[Hashable, object]:
    """All listeners that are in a container, or in the containers in it; ``name`` stands in for an event."""
    found: dict[Hashable, object] = {}
    for heard in _all_heard(container, name, is_inside):
        while heard in found:
            heard = heard._replace(number=heard.number + 1)
        found[heard] = None
    return found


def _all_heard(container: Any, name: str, is_inside: bool) -> Iterator[Heard]:
    for key, entry in _entries(container):
        inner = _inner(entry)
        if inner is None:
            if not is_inside and (heard := _heard(key, entry, name)):
                yield heard
            continue
        for inner_key, member in _entries(inner):
            if heard := _heard(inner_key, member, _event(key) or name):
                known = tuple(("in", token_of(key), token) for token in heard.added_as)
                yield heard._replace(added_as=(*known, token_of(key)))


def holds_listeners(container: Any, newest: int, is_inside: bool) -> bool:
    """True when the ``newest`` entries of a container, or all of those in its containers, are listeners.

    Where a container has no order, or which of those inside have grown is not known, all are looked at.
    """
    if is_inside:
        inner = [entry for _, entry in _entries(container) if _inner(entry)]
        return bool(inner) and all(_are_handlers(_entries(entry)) for entry in islice(inner, _LOOKED_AT))
    ordered = set not in type(container).__mro__
    entries = list(_entries(container))[-newest:] if ordered else list(_entries(container))
    nested = [_inner(entry) for _, entry in entries]
    if nested and all(nested):
        return all(_are_handlers(_entries(entry)) for entry in nested[:_LOOKED_AT])
    return _are_handlers(iter(entries))


def emitter_name(holder: Any) -> str:
    """What an emitter calls itself, as blinker's signals do; the event, where there is no other."""
    name = attributes(holder).get("name")
    return repr(name) if type(name) is str and name else ""


def _are_handlers(entries: Iterator[tuple[Any, Any]]) -> bool:
    looked_at = list(islice(entries, _LOOKED_AT))
    return bool(looked_at) and all(_function(entry) or _function(key) for key, entry in looked_at)


def _entries(container: Any) -> Iterator[tuple[Any, Any]]:
    """(key or None, member) of everything in a built-in container, past what a subclass makes of it."""
    mro = type(container).__mro__
    if dict in mro:
        yield from list(dict.items(container))
        return
    base = next((base for base in (list, set, deque) if base in mro), None)
    if base is not None:
        for member in list(base.__iter__(container)):
            yield None, member


def _inner(entry: Any) -> Any:
    """A container of listeners inside of another one; a list that is only wrapped around a function is none."""
    return entry if any(base in type(entry).__mro__ for base in _INNER) else None


def _heard(key: Any, entry: Any, name: str) -> Heard | None:
    function = _function(entry) or _function(key)
    if function is None:
        return None
    event = "" if _function(key) else _event(key)
    added_as = (token_of(entry),) if key is None else (token_of(key),)
    is_function = function is entry or type(entry) in (ReferenceType, WeakMethod)
    return Heard(event or name, callback_name(function), id(entry), added_as, is_function=is_function)


def _event(key: Any) -> str:
    """A key as an event; an identity, or an object of whatever kind, is none."""
    cls = type(key)
    if Enum in cls.__mro__:
        return f"{cls.__qualname__}.{object.__getattribute__(key, '_name_')}"
    if cls is type:
        return str(key.__qualname__)
    if cls not in _EVENTS or (cls is int and abs(key) > _MOST):
        return ""
    return repr(key)


def _function(entry: Any, is_wrapped: bool = False) -> Any:
    """The function that an entry is, or is wrapped around; None where it is something else."""
    cls = type(entry)
    if any(known in cls.__mro__ for known in _FUNCTIONS):
        return entry
    if cls in (ReferenceType, WeakMethod):
        return _function(ref.__call__(entry) if cls is ReferenceType else entry(), is_wrapped=True)
    if is_wrapped:
        return None
    if cls in (tuple, list) or tuple in cls.__mro__:
        parts = list(tuple.__iter__(entry) if tuple in cls.__mro__ else list.__iter__(entry))
        wrapped = parts if len(parts) <= _SMALL else []
        return next((found for part in wrapped if (found := _wrapped(part))), None)
    space = attributes(entry) or dict(walk_slots(entry))
    if not 0 < len(space) <= _SMALL or any("close" in vars(base) for base in cls.__mro__):
        return None  # what can be closed is a server or a connection that has a handler, and none itself
    return next((found for name in _NAMES for key in (name, f"_{name}") if (found := _wrapped(space.get(key)))), None)


def _wrapped(part: Any) -> Any:
    return _function(part, is_wrapped=type(part) not in (ReferenceType, WeakMethod))
