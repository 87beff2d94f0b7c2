"""Seeing who adds to a declared container: a subclass of its own type that notes the stack of every addition.

It takes the container's place only where that cannot be noticed: an exact built-in type with no reference to it but
the declared one. Elsewhere the growth is still seen, only the line that made it is not.
"""

from __future__ import annotations

import gc
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any

from pytest_wshygiene.birth import Site, capture

OnAdd = Callable[[Any, tuple[Site, ...]], None]

#: Methods that add one member, and methods that add all members of something, of each type that can be recorded.
_ADD_ONE: dict[type, tuple[str, ...]] = {
    dict: ("__setitem__", "setdefault"),
    defaultdict: ("__setitem__", "setdefault"),
    OrderedDict: ("__setitem__", "setdefault"),
    set: ("add",),
    list: ("append",),
    deque: ("append", "appendleft"),
}
_ADD_AT: dict[type, tuple[str, ...]] = {list: ("insert",), deque: ("insert",)}
_ADD_ALL: dict[type, tuple[str, ...]] = {
    dict: ("update", "__ior__"),
    defaultdict: ("update", "__ior__"),
    OrderedDict: ("update", "__ior__"),
    set: ("update", "__ior__"),
    list: ("extend", "__iadd__"),
    deque: ("extend", "extendleft", "__iadd__"),
}


def record_additions(parent: Any, attribute: str, on_add: OnAdd) -> Callable[[], None] | None:
    """Put a recording container in the place of ``parent.attribute``; returns what puts the old one back."""
    if not _is_only_reference(parent, attribute):
        return None
    container = getattr(parent, attribute)
    if type(container) not in _ADD_ONE:
        return None
    recording = _Recorder(type(container), on_add).copy(container)
    try:
        setattr(parent, attribute, recording)
    except Exception:  # a read-only attribute: watch without the line
        return None

    def restore() -> None:
        if getattr(parent, attribute, None) is recording:
            _refill(container, recording)
            setattr(parent, attribute, container)

    return restore


def _is_only_reference(parent: Any, attribute: str) -> bool:
    """True when nothing else refers to the container, not counting the frames of this search."""
    holders = gc.get_referrers(getattr(parent, attribute))
    return sum(1 for holder in holders if type(holder).__name__ != "frame") == 1


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
        # To whoever looks, prints, copies or pickles, it is what it was.
        body["__module__"] = cls.__module__
        body["__repr__"] = lambda itself: repr(_plain(cls, itself))
        body["__reduce_ex__"] = lambda itself, protocol: (cls, _content(cls, itself))
        body["__copy__"] = body["copy"] = lambda itself: _plain(cls, itself)
        recording: Any = type(cls.__name__, (cls,), body)(*_content(cls, container))
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
