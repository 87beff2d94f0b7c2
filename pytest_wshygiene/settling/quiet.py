"""Whether anything in this process could still change by itself: if not, there is nothing to wait for.

What only waits is woken by code that runs, by a timer that is due, or by what comes in from outside. Where every loop
has nothing ready, nothing due and nobody outside to hear from, and every other thread waits without a limit, or in such
a loop, a leftover stays as it is, however long it is watched. Where that cannot be told, the answer is no.
"""

from __future__ import annotations

import os
import select
import selectors
import socket
import sys
import threading
from asyncio import selector_events
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from queue import SimpleQueue
from types import FrameType, FunctionType
from typing import Any

from pytest_wshygiene.probes.loops import known_loops, known_runners
from pytest_wshygiene.probes.sockets import endpoints, is_listening
from pytest_wshygiene.real import REAL
from pytest_wshygiene.suspended.calling import called_in

_LOOP: Any = selector_events.BaseSelectorEventLoop
#: Functions of the standard library that wait, and what they have as ``timeout`` where they do so without a limit.
_WAITS = {
    method.__code__: unlimited
    for cls, name, unlimited in (
        (threading.Condition, "wait", None),
        (threading.Thread, "join", None),
        (threading.Thread, "_wait_for_tstate_lock", -1),  # up to Python 3.12
    )
    if isinstance(method := vars(cls).get(name), FunctionType)
}
_ACCEPT = socket.socket.accept.__code__
_SELECTS = frozenset(
    method.__code__
    for cls in vars(selectors).values()
    if isinstance(cls, type) and isinstance(method := vars(cls).get("select"), FunctionType)
)
#: Methods of a socket that wait for what its peer sends.
_RECEIVING = frozenset({"recv", "recv_into", "recvmsg"})
#: What comes of asking a loop of another thread that is being made or closed, or changes what it listens to, meanwhile.
_MEANWHILE = (AttributeError, LookupError, OSError, RuntimeError, ValueError)
#: A loop's clock that is off by more seconds is not the real one.
_REAL_CLOCK = 1.0
#: Frameworks with schedulers of their own: the module that has the one of this thread, if there is any, and how.
_SCHEDULERS: dict[str, Callable[[Any], object]] = {
    "gevent._hub_local": lambda module: module.get_hub_if_exists(),
    "eventlet.hubs": lambda module: getattr(module._threadlocal, "hub", None),
}


def is_quiet(seconds: float, bystanders: Set[int] = frozenset()) -> bool:
    """True where nothing can happen in this process within so many seconds, unless somebody outside makes it.

    ``bystanders`` are threads, by identity, from which nothing is to be expected in that time.
    """
    if _has_scheduler() or known_runners():
        return False
    loops = known_loops()
    frames = {ident: frame for ident, frame in _other_threads().items() if ident not in bystanders}
    try:
        if not all(_has_nothing_to_do(loop, seconds, frames) for loop in loops):
            return False
        turned = {id(loop._selector) for loop in loops}
        heard = [sock for frame in frames.values() if (sock := _received_from(frame)) is not None]
        called = [frame.f_locals["self"] for frame in frames.values() if frame.f_code is _ACCEPT]
        inside = _ends_of(loops, heard)
        if not all(_waits_for_ever(frame, turned) or _hears_inside(frame, inside) for frame in frames.values()):
            return False
        if not all(_hears_from(loop, key, inside) for loop in loops for key in _registered(loop)):
            return False
        return not _has_news((*heard, *called, *[loop._selector for loop in loops]))
    except _MEANWHILE:
        return False


def _has_scheduler() -> bool:
    """True where something else than a loop runs in this thread, or that cannot be told."""
    try:
        found = [(find, sys.modules[name]) for name, find in _SCHEDULERS.items() if name in sys.modules]
        return any(find(module) is not None for find, module in found)
    except AttributeError:  # another version of it
        return True


def _has_news(listened: Iterable[Any]) -> bool:
    """True where something has come in already that nobody has got to yet."""
    if not hasattr(select, "poll"):  # as on Windows
        return True
    poll = select.poll()
    numbers = [each.fileno() for each in listened if callable(getattr(each, "fileno", None))]
    for number in numbers:
        if number >= 0:  # else it was closed, and who waits for it does so for ever
            poll.register(number, select.POLLIN)
    return bool(poll.poll(0))


def _other_threads() -> dict[int, FrameType]:
    """The innermost frames of all threads but this one, by their identities."""
    here = threading.get_ident()
    return {ident: frame for ident, frame in sys._current_frames().items() if ident != here}


def _has_nothing_to_do(loop: Any, seconds: float, frames: dict[int, FrameType]) -> bool:
    """True for a loop of asyncio's own with nothing ready and no timer that is due in time.

    It is not running, or it listens in a thread of its own.
    """
    if not isinstance(loop, _LOOP) or abs(loop.time() - REAL.monotonic()) > _REAL_CLOCK:
        return False
    if loop.is_running() and not _listens(frames.get(loop._thread_id), {id(loop._selector)}):
        return False
    end = loop.time() + seconds
    return not loop._ready and not any(each._when <= end and not each._cancelled for each in list(loop._scheduled))


def _listens(frame: FrameType | None, selectors: Set[int]) -> bool:
    """True for a thread that waits in one of those selectors, given by identity."""
    return frame is not None and frame.f_code in _SELECTS and id(frame.f_locals.get("self")) in selectors


def _waits_for_ever(frame: FrameType, turned: Set[int] = frozenset()) -> bool:
    """True for a thread that is woken by others alone, or by a new client of somebody's outside.

    It waits without a timeout, for an empty queue, or for connections, or turns a loop whose selector is in ``turned``.
    """
    code, space = frame.f_code, frame.f_locals
    if code in _WAITS:
        return space.get("timeout", 0) == _WAITS[code] and not _is_woken(space)
    if code is _ACCEPT:
        return socket.socket.gettimeout(space["self"]) is None
    if _listens(frame, turned):
        return True
    called = called_in(frame)
    if called is None or type(called.receiver) is not SimpleQueue or called.method != "get":
        return False
    is_blocking = called.argument(0, "block", True) is True and called.argument(1, "timeout", None) is None
    return is_blocking and called.receiver.empty()


def _is_woken(space: Mapping[str, Any]) -> bool:
    """True for a thread that can go on, and has only not got a processor yet: on a busy machine that takes a while.

    It is no longer among those that wait for its condition, or what it joins runs nothing any more.
    """
    waited = space["self"]
    if threading.Thread in type(waited).__mro__:
        return waited.ident not in sys._current_frames()
    return "waiter" not in space or space["waiter"] not in list(waited._waiters)


def limit_of(frame: FrameType) -> float | None:
    """The seconds after which a thread that nobody wakes goes on; None where that is never, or it does not wait."""
    limit: Any = None
    if frame.f_code in _WAITS:
        limit = frame.f_locals.get("timeout") if not _is_woken(frame.f_locals) else None
    elif (called := called_in(frame)) is not None and called.function is REAL.sleep and called.positional:
        limit = called.positional[0]
    return float(limit) if type(limit) in (int, float) and limit > 0 else None


def _received_from(frame: FrameType) -> socket.socket | None:
    """The socket that a thread waits for without a timeout; None for all other threads."""
    called = called_in(frame)
    if called is None or called.method not in _RECEIVING or type(called.receiver) is not socket.socket:
        return None
    return called.receiver if called.receiver.gettimeout() is None else None


def _hears_inside(frame: FrameType, inside: set[tuple[str, str]]) -> bool:
    """True for a thread that waits for what comes from this process."""
    sock = _received_from(frame)
    return sock is not None and _is_inside(sock, inside)


def _is_inside(sock: Any, inside: set[tuple[str, str]]) -> bool:
    """True for a connected socket whose other end is among those ``inside``."""
    ends = endpoints(sock)
    return all(ends) and ends[::-1] in inside


def _registered(loop: Any) -> list[Any]:
    """What a loop listens to, less the socket by which it is woken."""
    return [key for key in list((loop._selector.get_map() or {}).values()) if key.fd != loop._ssock.fileno()]


def _ends_of(loops: list[Any], heard: Iterable[socket.socket]) -> set[tuple[str, str]]:
    """Both ends of every connection that has a transport in this process, or that a thread waits for."""
    transports = [transport for loop in loops for transport in list(loop._transports.values())]
    socks = [sock for each in transports if (sock := getattr(each, "_sock", None)) is not None]
    return {endpoints(sock) for sock in (*socks, *heard)}


def _hears_from(loop: Any, key: Any, inside: set[tuple[str, str]]) -> bool:
    """True where this process is at the other end, and for a socket that waits for new connections."""
    sock = getattr(loop._transports.get(key.fd), "_sock", None)
    if sock is not None:
        return _is_inside(sock, inside)
    handles = [handle for handle in key.data if handle is not None]
    called = [part for handle in handles for part in handle._args or () if isinstance(part, socket.socket)]
    if called:
        return all(map(is_listening, called))
    return _is_own_pipe(key.fd)


def _is_own_pipe(number: int) -> bool:
    """True for an end of a pipe of which this process has the other one: by that Twisted wakes its own loop.

    Forked children have what their parent has, so there must be none.
    """
    if getattr(sys.modules.get("multiprocessing.process"), "_children", None):
        return False
    try:
        pipe = os.readlink(f"/proc/self/fd/{number}")
        ends = [_mode(each) for each in os.listdir("/proc/self/fd") if _link(each) == pipe]
    except OSError:  # there is no such file system, or it has changed meanwhile
        return False
    return pipe.startswith("pipe:") and sorted(ends) == [os.O_RDONLY, os.O_WRONLY]


def _mode(number: str) -> int:
    """Whether a descriptor is for reading or for writing."""
    flags = next(line for line in Path(f"/proc/self/fdinfo/{number}").read_text().splitlines() if line[:6] == "flags:")
    return int(flags[6:], 8) & os.O_ACCMODE


def _link(number: str) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{number}")
    except OSError:  # the descriptor of the listing itself
        return ""
