"""Whether anything in this process could still change by itself: if not, there is nothing to wait for.

What only waits is woken by code that runs, by a timer that is due, or by what comes in from outside. Where every loop
has nothing ready, nothing due and nobody outside to hear from, and every other thread waits without a limit, a leftover
stays as it is, however long it is watched. Where that cannot be told, the answer is no.
"""

from __future__ import annotations

import socket
import sys
import threading
from asyncio import selector_events
from concurrent.futures import thread as pool
from types import FrameType
from typing import Any

from pytest_wshygiene.probes.loops import known_loops, known_runners
from pytest_wshygiene.probes.sockets import endpoints, is_listening
from pytest_wshygiene.real import REAL
from pytest_wshygiene.suspended.stacks import thread_stack

_LOOP: Any = selector_events.BaseSelectorEventLoop
_WAIT = threading.Condition.wait.__code__
_WORKER = getattr(vars(pool).get("_worker"), "__code__", None)
#: A loop's clock that is off by more seconds is not the real one.
_REAL_CLOCK = 1.0
#: Frameworks with schedulers of their own.
_SCHEDULERS = ("gevent", "eventlet")


def is_quiet(seconds: float) -> bool:
    """True where nothing can happen in this process within so many seconds, unless somebody outside makes it."""
    if any(name in sys.modules for name in _SCHEDULERS) or known_runners():
        return False
    loops = known_loops()
    if any(not _has_nothing_to_do(loop, seconds) for loop in loops):
        return False
    here = threading.get_ident()
    if not all(_waits_for_ever(ident) for ident in list(sys._current_frames()) if ident != here):
        return False
    inside = _ends_of(loops)
    return all(_hears_from(loop, key, inside) for loop in loops for key in _registered(loop))


def _has_nothing_to_do(loop: Any, seconds: float) -> bool:
    """True for a loop of asyncio's own that is not running, with nothing ready and no timer that is due in time."""
    if not isinstance(loop, _LOOP) or loop.is_running() or abs(loop.time() - REAL.monotonic()) > _REAL_CLOCK:
        return False
    end = loop.time() + seconds
    return not loop._ready and not any(each._when <= end and not each._cancelled for each in loop._scheduled)


def _waits_for_ever(ident: int) -> bool:
    """True for a thread in ``Condition.wait()`` without a timeout, and for a pool's worker that has nothing to do."""
    stack = thread_stack(ident)
    frame: FrameType | None = stack[-1] if stack else None
    if frame is None:
        return False
    if frame.f_code is _WAIT:
        return frame.f_locals.get("timeout", 0) is None
    return frame.f_code is _WORKER and frame.f_locals["work_queue"].empty() and frame.f_locals.get("work_item") is None


def _registered(loop: Any) -> list[Any]:
    """What a loop listens to, less the socket by which it is woken."""
    return [key for key in list((loop._selector.get_map() or {}).values()) if key.fd != loop._ssock.fileno()]


def _ends_of(loops: list[Any]) -> set[tuple[str, str]]:
    """Both ends of every connection that has a transport in this process."""
    transports = [transport for loop in loops for transport in list(loop._transports.values())]
    return {endpoints(sock) for each in transports if (sock := getattr(each, "_sock", None)) is not None}


def _hears_from(loop: Any, key: Any, inside: set[tuple[str, str]]) -> bool:
    """True for a connection whose other end is in this process, and for a socket that waits for new ones."""
    sock = getattr(loop._transports.get(key.fd), "_sock", None)
    if sock is not None:
        return all(endpoints(sock)) and endpoints(sock)[::-1] in inside
    handles = [handle for handle in key.data if handle is not None]
    called = [part for handle in handles for part in handle._args or () if isinstance(part, socket.socket)]
    return bool(called) and all(map(is_listening, called))
