"""Threads from which nothing is to be expected while leftovers are waited for.

A wait with a limit ends by itself. When it began cannot be seen, but not before its thread did: it may last longer than
is waited for. A thread that has been told as a leak goes on with its rounds for as long as the process lives; it counts
only where it has something to do with what is left.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain
from threading import Thread
from types import CodeType, FrameType, FunctionType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.origin import OURS, is_stdlib, origin
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.probes.processes import is_running
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.following import reachable
from pytest_wshygiene.settling.quiet import is_quiet, limit_of
from pytest_wshygiene.suspended.stacks import thread_stack

#: Objects looked at from threads that were told before they count as having nothing to do with what is left. They are
#: looked at together: many that do the same have most of it in common.
_NEAR = 1_000


def nothing_happens_to(left: Sequence[Suspect], seconds: float, records: Iterable[Record]) -> bool:
    """True where what is left will stay as it is for so many seconds, unless somebody outside makes it change."""
    if any(map(is_running, left)):  # a process comes to its end by itself
        return False
    threads = [(record, thread) for record in list(records) if (thread := _thread_of(record)) is not None]
    begun = {thread.ident: record.note for record, thread in threads if thread.ident and type(record.note) is float}
    told = [thread.ident for record, thread in threads if thread.ident and record.judged]
    return is_quiet(seconds, bystanders(seconds, begun, told if left else (), [suspect.resource for suspect in left]))


def _thread_of(record: Record) -> Thread | None:
    """The thread that a record is of, unless that is work in a pool."""
    thread = record() if record.kind == "thread" else None
    return thread if Thread in type(thread).__mro__ else None


def bystanders(seconds: float, begun: Mapping[int, float], told: Iterable[int], left: Iterable[object]) -> Set[int]:
    """The threads, by identity, that will do nothing to what is ``left`` within so many seconds.

    ``begun`` has when threads were started, by the clock that never goes back; ``told`` are those that are leaks, none
    where something else is left than can be said: they may be about to take that out.
    """
    limits = {ident: limit for ident, frame in sys._current_frames().items() if (limit := limit_of(frame)) is not None}
    end = REAL.monotonic() + seconds
    asleep = {ident for ident, limit in limits.items() if ident in begun and begun[ident] + limit > end}
    rounds = [ident for ident in told if ident in limits and ident not in asleep]
    frames = chain.from_iterable(map(thread_stack, rounds))
    return asleep if _lead_to({id(thing) for thing in left}, frames) else asleep.union(rounds)


def _lead_to(wanted: set[int], frames: Iterable[FrameType]) -> bool:
    """True where running code has one of those at hand: in its variables, or in what it names."""
    near = list(chain.from_iterable(map(_at_hand, frames)))
    return any(id(thing) in wanted for thing in near) or bool(reachable(near, wanted, set(), most=_NEAR))


def _at_hand(frame: FrameType) -> list[Any]:
    """Its variables, and what its code has by name; also in the functions that this calls."""
    values = [*frame.f_locals.values(), *_named(frame.f_code, frame.f_globals)]
    for function in [each for each in values if type(each) is FunctionType]:
        values += _named(function.__code__, function.__globals__)
    return values


def _named(code: CodeType, space: Mapping[str, Any]) -> list[Any]:
    """The globals that code uses, unless it is what all threads have."""
    if is_stdlib(code.co_filename) or origin(code.co_filename) == OURS:
        return []
    return [space[name] for name in code.co_names if name in space]
