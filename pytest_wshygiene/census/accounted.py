"""Descriptors that belong to something which is watched by itself, and so are no leaks of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.loops import known_loops
from pytest_wshygiene.probes.processes import streams_of
from pytest_wshygiene.probes.registrations import handlers_of

#: By the end of a module's name, since loky has copies of them: who keeps a descriptor for good, and as what.
_KEPT = (
    (".resource_tracker", "_resource_tracker", "_fd"),
    (".forkserver", "_forkserver", "_forkserver_alive_fd"),
)


def _of_multiprocessing(pipe_ends: Iterable[Any]) -> set[int]:
    """Descriptors that ``multiprocessing`` keeps: its helpers' for good, those of pools and queues until they end.

    Its processes are watched themselves; their pipes are only numbers in its tables.
    """
    found: list[Any] = []
    for path, module in sys.modules.copy().items():
        for end, keeper, name in _KEPT:
            if path.endswith(end):
                found.append(getattr(getattr(module, keeper, None), name, None))
    registry = getattr(sys.modules.get("multiprocessing.util"), "_finalizer_registry", {})
    for finalizer in list(registry.values()):
        found += getattr(finalizer, "_args", None) or ()
    found += [getattr(end, "_handle", None) for end in pipe_ends]
    return {number for number in found if type(number) is int}


def accounted(records: Iterable[Record], selectors: Iterable[Any], pipe_ends: Iterable[Any]) -> set[int]:
    """The descriptors of everything recorded, of event loops, of ``selectors``, and of ``multiprocessing``."""
    numbers = _of_multiprocessing(pipe_ends)
    for record in records:
        resource = record()
        if resource is not None:
            numbers.update(_numbers_of(record, resource))
    for loop in known_loops():
        numbers.update(_of_loop(loop))
    numbers.update(_open_numbers(selectors))
    return numbers


def _numbers_of(record: Record, resource: Any) -> list[int]:
    kind = record.kind
    things: list[Any] = []
    if kind == "socket":
        things = [resource if hasattr(resource, "fileno") else resource.get_extra_info("socket")]
    elif kind == "server":
        things = list(getattr(resource, "sockets", None) or ())
    elif kind == "process":
        things = streams_of(resource, record)
    elif kind == "listener":
        things = [getattr(handler, "stream", None) for handler in handlers_of(resource)]
    elif kind == "event loop":
        return _of_loop(resource)
    return _open_numbers(things)


def _of_loop(loop: Any) -> list[int]:
    return _open_numbers(getattr(loop, name, None) for name in ("_selector", "_ssock", "_csock"))


def _open_numbers(things: Iterable[Any]) -> list[int]:
    numbers = []
    for thing in things:
        try:
            numbers.append(int(thing.fileno()))
        except Exception:  # closed, perhaps by another thread just now, or not a descriptor after all
            continue
    return numbers
