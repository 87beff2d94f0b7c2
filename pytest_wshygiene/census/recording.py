"""Seeing who adds to a declared container: a subclass of its own type that notes the stack of every addition.

It takes the container's place only where that cannot be noticed: an exact built-in type with no reference to it but
the declared one. Elsewhere the growth is still seen, only the line that made it is not.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from types import FrameType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, ref

from pytest_wshygiene.ownership.birth import Site, capture

OnAdd = Callable[[Any, tuple[Site, ...]], None]

#: Methods that add one member, and methods that add all members of something, of each type that can be recorded.
_ADD_ONE: dict[type, tuple[str, ...]] = {
    dict: ("__setitem__", "setdefault"),
    defaultdict: ("__setitem__", "setdefault"),
    OrderedDict: ("__setitem__", "setdefault"),
    Counter: ("__setitem__", "setdefault"),
    set: ("add",),
    list: ("append",),
    deque: ("append", "appendleft"),
}
_ADD_AT: dict[type, tuple[str, ...]] = {list: ("insert",), deque: ("insert",)}
_ADD_ALL: dict[type, tuple[str, ...]] = {
    dict: ("update", "__ior__"),
    defaultdict: ("update", "__ior__"),
    OrderedDict: ("update", "__ior__"),
    Counter: (),  # its own add one at a time
    set: ("update", "__ior__"),
    list: ("extend", "__iadd__"),
    deque: ("extend", "extendleft", "__iadd__"),
}


#: Recording subclasses that are in use, with the type that each stands for.
_STANDING_FOR: WeakKeyDictionary[type, type] = WeakKeyDictionary()


def plain_type(container: object) -> type:
    """The type of a container, for a recording one the type that it stands for."""
    return _STANDING_FOR.get(type(container), type(container))


class Attribute(NamedTuple):
    """A container's home: a module, class or instance, and the name that it has there."""

    holder: Any
    name: str

    def get(self) -> Any:
        """What is there now, or None."""
        return getattr(self.holder, self.name, None)

    def put(self, container: Any) -> None:
        """Put something else there; raises what a read-only attribute raises."""
        setattr(self.holder, self.name, container)


class Entry(NamedTuple):
    """A container's home in a dictionary of containers."""

    holder: dict[Any, Any]
    key: Any

    def get(self) -> Any:
        """What is there now, or None."""
        return dict.get(self.holder, self.key)

    def put(self, container: Any) -> None:
        """Put something else there."""
        dict.__setitem__(self.holder, self.key, container)


Home = Attribute | Entry


def record_at(homes: Sequence[Home], on_add: OnAdd) -> Callable[[], None] | None:
    """Put a recording container in the place of one with all of its homes; returns what puts the old one back.

    None where it has others, too, or cannot be recorded.
    """
    return _record(homes, on_add) if homes and _are_all_references(homes) else None


def record_alone(home: Entry, on_add: OnAdd) -> Callable[[], None] | None:
    """The same for an entry of a dictionary, at the cost of a count; None where anything else refers to it now."""
    return _record([home], on_add) if _references(home) <= _ALONE else None


def _references(home: Entry) -> int:
    return sys.getrefcount(dict.get(home.holder, home.key))


#: What is counted for a container that nothing but its dictionary refers to.
_ALONE = _references(Entry({0: []}, 0))


def _record(homes: Sequence[Home], on_add: OnAdd) -> Callable[[], None] | None:
    container = homes[0].get()
    if type(container) not in _ADD_ONE:
        return None
    recording = _Recorder(type(container), on_add).copy(container)
    known = ref(recording)  # what the program lets go of must be able to die

    def restore() -> None:
        current = known()
        left = [home for home in homes if current is not None and home.get() is current]
        if left:
            _refill(container, current)
        for home in left:
            home.put(container)

    try:
        for home in homes:
            home.put(recording)
    except Exception:  # a read-only attribute: watch without the line
        restore()
        return None
    container.clear()
    return restore


def _are_all_references(homes: Sequence[Home]) -> bool:
    """True when nothing else refers to the container, not counting the frames of this search."""
    holders = gc.get_referrers(homes[0].get())
    return sum(1 for holder in holders if type(holder) is not FrameType) == len({id(home.holder) for home in homes})


class _Recorder:
    """Makes the recording subclass of one container type."""

    def __init__(self, cls: type, on_add: OnAdd) -> None:
        self._cls = cls
        self._on_add = on_add
        self._on = False

    def copy(self, container: Any) -> Any:
        """A recording container with the same content."""
        cls = self._cls
        body: dict[str, Any] = {name: self._adding(name, 0) for name in _ADD_ONE[cls]}
        body |= {name: self._adding(name, 1) for name in _ADD_AT.get(cls, ())}
        body |= {name: self._adding_all(name) for name in _ADD_ALL[cls]}
        if cls is defaultdict:
            body["__missing__"] = _missing
        # To whoever looks, prints, copies or pickles, it is what it was.
        body["__module__"] = cls.__module__
        body["__repr__"] = lambda itself: repr(_plain(cls, itself))
        body["__reduce_ex__"] = lambda itself, protocol: (cls, _content(cls, itself))
        body["__copy__"] = body["copy"] = lambda itself: _plain(cls, itself)
        recording: Any = type(cls.__name__, (cls,), body)(*_content(cls, container))
        _STANDING_FOR[type(recording)] = cls
        self._on = True
        return recording

    def _adding(self, name: str, place: int) -> Callable[..., Any]:
        original = getattr(self._cls, name)

        def add(itself: Any, *args: Any) -> Any:
            self._note(itself, args[place : place + 1])
            return original(itself, *args)

        return add

    def _adding_all(self, name: str) -> Callable[..., Any]:
        original = getattr(self._cls, name)
        gather = dict if issubclass(self._cls, dict) else list

        def add_all(itself: Any, *args: Any, **kwargs: Any) -> Any:
            members = [gather(each) for each in args]
            for each in (*members, kwargs):
                self._note(itself, each)
            return original(itself, *members, **kwargs)

        return add_all

    def _note(self, itself: Any, members: Iterable[Any]) -> None:
        if not self._on:
            return
        birth = None
        for member in members:
            if self._cls in (list, deque) or member not in itself:
                birth = birth or capture()
                self._on_add(member, birth.sites if birth is not None else ())


def _missing(itself: Any, key: Any) -> Any:
    """What a defaultdict does for a missing key, through a method that is recorded: from 3.14 on, C adds past all."""
    if itself.default_factory is None:
        raise KeyError(key)
    return itself.setdefault(key, itself.default_factory())


def _content(cls: type, container: Any) -> tuple[Any, ...]:
    """What to call the type with for a container of the same content."""
    if cls is defaultdict:
        return (container.default_factory, dict(container))
    if cls is deque:
        return (list(container), container.maxlen)
    return (dict(container) if issubclass(cls, dict) else list(container),)


def _plain(cls: type, container: Any) -> Any:
    return cls(*_content(cls, container))


def _refill(container: Any, recording: Any) -> None:
    container.clear()
    if isinstance(container, (dict, set)):
        container.update(recording)
    else:
        container.extend(recording)
