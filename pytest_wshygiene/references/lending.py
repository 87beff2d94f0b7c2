"""Namespaces that a library lends to its users: an application's ``state``, or what it keeps under ``app["clients"]``.

The object is the library's, and what is in it is the program's own. Such a class takes and gives back whatever name it
is asked for, and keeps all of it in one dictionary: the one that the code of both of its methods names.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType, SimpleNamespace
from typing import Any, NamedTuple
from weakref import ref

from pytest_wshygiene.references.following import attributes, is_library, walk_slots

_GET_AND_SET = (("__getattr__", "__setattr__"), ("__getitem__", "__setitem__"))


class Lent(NamedTuple):
    """What an object lends: the dictionary itself, and whether its keys are written as attributes or in brackets."""

    space: dict[Any, Any]
    is_by_attribute: bool

    def keys(self) -> dict[str, Any]:
        """The keys by name: one that is no text has its class and its own name, or else a number, for a name."""
        named: dict[str, Any] = {}
        for number, key in enumerate(list(self.space), 1):
            name = key if type(key) is str else f"<{type(key).__qualname__} {_own_name(key) or number}>"
            named[f"<{type(key).__qualname__} {number}>" if name in named else name] = key
        return named

    def values(self) -> dict[str, Any]:
        """What is there, by name."""
        if all(type(key) is str for key in list(self.space)):
            return self.space
        return {name: self.space[key] for name, key in self.keys().items()}

    def spelled(self, name: str) -> str:
        """How a name is written behind the object."""
        if self.is_by_attribute:
            return f".{name}"
        return f"[{name}]" if name.startswith("<") else f"[{name!r}]"


def _own_name(key: object) -> str:
    """What an object such as aiohttp's ``AppKey`` calls itself; no code of its class is run."""
    own = attributes(key) or dict(walk_slots(key))
    names = (name for each in ("name", "_name") if type(name := own.get(each)) is str)
    return next(names, "").rpartition(".")[2]  # aiohttp puts the module before it


class _Way(NamedTuple):
    """How objects of one class lend: the names that getter and setter have in common."""

    names: frozenset[str]
    is_by_attribute: bool


#: By the identity of a class, since a metaclass may define what equality and hash are.
_WAYS: dict[int, tuple[ref[type], tuple[_Way, ...]]] = {}


def lent_by(thing: object) -> Lent | None:
    """What a library's object lends; None for all others. No code of its class is run."""
    cls = type(thing)
    if cls is SimpleNamespace:
        return Lent(attributes(thing), is_by_attribute=True)
    for way in _ways_of(cls):
        own = attributes(thing) or dict(walk_slots(thing))
        spaces = [own[name] for name in way.names if type(own.get(name)) is dict]
        if len(spaces) == 1:
            return Lent(spaces[0], way.is_by_attribute)
    return None


def lent_values(thing: object) -> dict[str, Any]:
    """What is in the namespace that an object lends, by name; raises LookupError where it lends none any more."""
    lent = lent_by(thing)
    if lent is None:
        raise LookupError(type(thing).__qualname__)
    return lent.values()


def _ways_of(cls: type) -> tuple[_Way, ...]:
    known = _WAYS.get(id(cls))
    if known is None or known[0]() is not cls:
        known = _WAYS[id(cls)] = (ref(cls), tuple(_ways(cls)) if is_library(cls) else ())
    return known[1]


def _ways(cls: type) -> Iterator[_Way]:
    for get, put in _GET_AND_SET:
        names = _names_in(cls, get) & _names_in(cls, put)
        if names:
            yield _Way(names, is_by_attribute=get == "__getattr__")


def _names_in(cls: type, method: str) -> frozenset[str]:
    """The names of attributes and globals in the code of a method that is written in Python."""
    found = next((vars(base)[method] for base in cls.__mro__ if method in vars(base)), None)
    return frozenset(found.__code__.co_names) if type(found) is FunctionType else frozenset()
