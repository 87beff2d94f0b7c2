"""Seeing who adds to a declared container: a subclass of its own type that notes the stack of every addition.

It takes the container's place only where that cannot be noticed: an exact built-in type with no reference to it but
the declared one. Elsewhere the growth is still seen, only the line that made it is not.
"""

from __future__ import annotations

import gc
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

from pytest_wshygiene.birth import Site, capture

OnAdd = Callable[[Any, tuple[Site, ...]], None]

_ADDERS: dict[type, tuple[str, ...]] = {
    dict: ("__setitem__", "setdefault"),
    defaultdict: ("__setitem__", "setdefault"),
    OrderedDict: ("__setitem__", "setdefault"),
    set: ("add",),
    list: ("append",),
    deque: ("append", "appendleft"),
}


def record_additions(parent: Any, attribute: str, on_add: OnAdd) -> Callable[[], None] | None:
    """Put a recording container in the place of ``parent.attribute``; returns what puts the old one back."""
    if not _is_only_reference(parent, attribute):
        return None
    container = getattr(parent, attribute)
    adders = _ADDERS.get(type(container))
    if adders is None:
        return None
    recording = _copy(container, adders, on_add)
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


def _copy(container: Any, adders: tuple[str, ...], on_add: OnAdd) -> Any:
    cls = type(container)

    def noting(name: str) -> Callable[..., Any]:
        original = getattr(cls, name)

        def add(self: Any, member: Any, *args: Any) -> Any:
            if cls in (list, deque) or member not in self:
                birth = capture()
                on_add(member, birth.sites if birth is not None else ())
            return original(self, member, *args)

        return add

    body: dict[str, Any] = {name: noting(name) for name in adders}
    if issubclass(cls, dict):
        body["update"] = _update
    recording_class = type(cls.__name__, (cls,), body)
    if cls is defaultdict:
        return recording_class(container.default_factory, container)
    if cls is deque:
        return recording_class(container, container.maxlen)
    return recording_class(container)


def _update(self: Any, *args: Any, **kwargs: Any) -> None:
    for key, value in dict(*args, **kwargs).items():
        self[key] = value


def _refill(container: Any, recording: Any) -> None:
    container.clear()
    if isinstance(container, (dict, set)):
        container.update(recording)
    else:
        container.extend(recording)
