"""Emitters of libraries: who listens to them, and where they keep that."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from weakref import ReferenceType

from pytest_wshygiene.census.listeners import Heard, emitter_name
from pytest_wshygiene.census.tokens import token_of


class Emitter(NamedTuple):
    """What is known of the emitters of one library."""

    store: str  # the attribute that handlers are added to; births are seen there, as far as it is as we know it
    listeners: Callable[[Any], Iterator[Heard]]
    is_by_event: bool  # there is a container of handlers for each event


def emitter(thing: object) -> Emitter | None:
    """What is known of an emitter; None for anything else. Its class is told by name, so that nothing is imported."""
    names = (f"{base.__module__}.{base.__qualname__}" for base in type(thing).__mro__)
    return next((_EMITTERS[name] for name in names if name in _EMITTERS), None)


def listeners_of(thing: object) -> Mapping[Hashable, object] | None:
    """Everybody who listens to an emitter; None for anything else."""
    known = emitter(thing)
    return None if known is None else dict.fromkeys(known.listeners(thing))


def _of_pyee(thing: Any) -> Iterator[Heard]:
    for event in list(thing.event_names()):
        for handler in list(thing.listeners(event)):
            inside = ("in", token_of(event), token_of(handler))
            yield Heard(repr(event), _name(handler), id(handler), (inside, token_of(event)))


def _of_blinker(thing: Any) -> Iterator[Heard]:
    for key, kept in list(thing.receivers.items()):
        handler = kept() if isinstance(kept, ReferenceType) else kept
        if handler is not None:
            yield Heard(emitter_name(thing), _name(handler), id(kept), (token_of(key),))


def _name(handler: Any) -> str:
    return str(getattr(handler, "__qualname__", type(handler).__qualname__))


_EMITTERS: Mapping[str, Emitter] = MappingProxyType(
    {
        "pyee.base.EventEmitter": Emitter("_events", _of_pyee, is_by_event=True),
        "blinker.base.Signal": Emitter("receivers", _of_blinker, is_by_event=False),
    }
)
