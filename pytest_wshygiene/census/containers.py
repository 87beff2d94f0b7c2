"""What counts as a container that may grow, going by real types only: nothing of the program's own is called."""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from operator import attrgetter
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary, ref

from pytest_wshygiene.ownership.origin import is_stdlib
from pytest_wshygiene.references.following import is_dead_end, is_library, module_of, walk_slots
from pytest_wshygiene.references.lending import lent_by

_BUILT_IN: tuple[type, ...] = (dict, list, set, deque)
_WEAK: tuple[type, ...] = (WeakSet, WeakKeyDictionary, WeakValueDictionary)
_INNER: frozenset[type] = frozenset({dict, list, set, frozenset, deque, defaultdict, OrderedDict})
_UNBOUND = _INNER - {deque}
_DICTS: frozenset[type] = frozenset({dict, defaultdict, OrderedDict})
_MOCKS = ("unittest.mock", "mock")
#: Types of values that are looked at no further; they are most of what a module has.
_DULL: frozenset[type] = frozenset({str, bytes, int, float, bool, tuple, frozenset, type, ModuleType, FunctionType})
#: Entries of a dictionary that are looked at to see whether it holds containers.
_SAMPLE = 8

#: Containers of an object's that are counted with the dictionary that it is in; and how many such objects, and how many
#: containers of one dictionary in another.
_PARTS: frozenset[type] = frozenset({dict, set})
_MOST = 64

Reader = Callable[[Any], Mapping[str, Any]]
#: By the identity of a class, since a metaclass may define what equality and hash are.
_READERS: dict[int, tuple[ref[type], Reader | None]] = {}

_HEAP_TYPE = 1 << 9  # a class statement made it

CONTAINER, INSTANCE, FOREIGN, LENDER, NOTHING = "container", "instance", "foreign", "lender", "nothing"


def sort_value(value: object, packages: tuple[str, ...]) -> str:
    """What a discovery does with a value: measure it, look into it, await what replaces it, or ignore it ("").

    An object of an installed library is looked into for listeners alone: what else it keeps is its own affair. What it
    lends to the program is the program's.
    """
    cls = type(value)
    if cls in _DULL:
        return ""
    if value is None:
        return NOTHING
    if is_container(value):
        return CONTAINER
    if cls is not SimpleNamespace and not _is_plain_instance(cls):
        return ""
    if within(module_of(cls), packages) or not is_library(cls):
        return INSTANCE
    lent = lent_by(value)
    if lent is not None and len(lent.space) <= _MOST:
        return LENDER
    return FOREIGN if _is_installed(cls) and not is_dead_end(value) else ""


def is_container(value: object) -> bool:
    """True for a built-in or weak container, or a subclass that counts its members as they do, without a bound."""
    mro = type(value).__mro__
    if any(weak in mro for weak in _WEAK):
        return any(_length(type(value)) is _length(weak) for weak in _WEAK)
    base = next((base for base in _BUILT_IN if base in mro), None)
    if base is None or _length(type(value)) is not _length(base):
        return False
    return not has_bound(value)


def is_empty(value: Any) -> bool:
    """True for a built-in container that has nothing in it; those of subclasses may tell otherwise of their truth."""
    return type(value) in _INNER and not value


def holds_containers(value: object) -> bool:
    """True for a dictionary of containers, such as one of rooms and their members; going by its first entries."""
    if dict not in type(value).__mro__:
        return False
    members: list[Any] = list(dict.values(value))[:_SAMPLE]  # type: ignore[arg-type]
    if any(type(member) in _INNER and not has_bound(member) for member in members):
        return True
    return any(map(_parts, members))


def entries_inside(value: dict[Any, Any]) -> int:
    """How much is in the containers of a dictionary of containers; those with a bound are full some time."""
    entries: list[Any] = list(dict.values(value))
    kinds = set(map(type, entries))
    if kinds <= _UNBOUND - _DICTS:
        return sum(map(len, entries))
    own = sum(len(entry) for entry in entries if type(entry) in _INNER and not has_bound(entry))
    return own + sum(len(part) for _, _, part in parts_inside(value))


def parts_inside(value: object) -> Iterator[tuple[Any, Any, Any]]:
    """(key, attribute, container) of the objects of the user's in a dictionary, such as rooms that have members.

    Only sets and dictionaries, since what an object has received or sent is often kept in a list of its own. Of a
    dictionary in it, such as that of a tenant's rooms, (key, its own key, container) of all.
    """
    entries: dict[Any, Any] = value if dict in type(value).__mro__ else {}  # type: ignore[assignment]
    if dict.__len__(entries) <= _MOST:
        for key, entry in list(dict.items(entries)):
            for name, part in _parts(entry):
                yield key, name, part


def _parts(entry: Any) -> list[tuple[Any, Any]]:
    if type(entry) in _DICTS:
        items = list(dict.items(entry)) if len(entry) <= _MOST else []
        return [(key, part) for key, part in items if type(part) in _INNER and not has_bound(part)]
    read = _reader_of_users(type(entry))
    return [] if read is None else [(name, part) for name, part in dict(read(entry)).items() if type(part) in _PARTS]


def has_attributes(entry: object) -> bool:
    """True for an instance of a class of the user's, as far as its attributes can be read and it can die."""
    return _reader_of_users(type(entry)) is not None and type(entry).__weakrefoffset__ != 0


def _reader_of_users(cls: type) -> Reader | None:
    """How to read the attributes of an instance of the user's; None for other classes. Asked for every entry."""
    if cls in _DULL or cls in _INNER:
        return None
    known = _READERS.get(id(cls))
    if known is None or known[0]() is not cls:
        read = None if is_library(cls) or not _is_plain_instance(cls) else namespace_reader(cls)
        known = _READERS[id(cls)] = (ref(cls), read)
    return known[1]


def is_weak(value: object) -> bool:
    """True for a container that keeps nothing alive."""
    return not frozenset(_WEAK).isdisjoint(type(value).__mro__)


def has_bound(value: object) -> bool:
    """True for a deque that lets go of the oldest."""
    return deque in type(value).__mro__ and deque.maxlen.__get__(value) is not None


def namespace_reader(cls: type) -> Reader | None:
    """How to read the attributes of instances of ``cls`` without running its code; None where that cannot be done."""
    if _member(cls, "__getattribute__") is not object.__getattribute__:
        return None
    own = _member(cls, "__dict__")
    if type(own).__name__ == "getset_descriptor":
        return attrgetter("__dict__")
    return _slots if own is None else None


def namespaces_of(module: ModuleType) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """(dotted name, module or class, attributes) of a module and of the classes that are written in it."""
    name = module.__name__
    space = vars(module)
    yield name, module, space
    for value in list(space.values()):
        if type in type(value).__mro__ and module_of(value) == name and Enum not in value.__mro__:
            yield f"{name}.{value.__qualname__}", value, vars(value)


def _is_plain_instance(cls: type) -> bool:
    mro = cls.__mro__
    if type in mro or ModuleType in mro or BaseException in mro or Enum in mro or namespace_reader(cls) is None:
        return False
    return not any(module_of(base).startswith(_MOCKS) for base in mro)


def _is_installed(cls: type) -> bool:
    """True for a class that is written in Python, and neither ours nor the standard library's."""
    file = getattr(sys.modules.get(module_of(cls)), "__file__", None)
    return bool(cls.__flags__ & _HEAP_TYPE) and isinstance(file, str) and not is_stdlib(file)


def within(module: str, packages: tuple[str, ...]) -> bool:
    """True for the name of one of the packages, or of a module inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def modules_of(packages: tuple[str, ...], loaded: ModuleType | None = None) -> tuple[list[ModuleType], bool]:
    """The modules of the packages that have been imported; and whether some are still being imported.

    The body of ``loaded`` has run, though the import system has not put that down yet.
    """
    found, pending = [], False
    for name, module in sys.modules.copy().items():
        if within(name, packages) and type(module) is ModuleType and module.__name__ == name:
            if module is not loaded and getattr(module.__spec__, "_initializing", False):
                pending = True
            else:
                found.append(module)
    return found, pending


def _length(cls: type) -> Any:
    return _member(cls, "__len__")


def _member(cls: type, name: str) -> Any:
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def _slots(instance: Any) -> Mapping[str, Any]:
    return dict(walk_slots(instance))
