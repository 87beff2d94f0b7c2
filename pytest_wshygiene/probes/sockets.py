"""Sockets: still open after their owner, or collected by the garbage collector without having been closed."""

from __future__ import annotations

import _socket
import os
import socket
import weakref
from asyncio import BaseTransport, StreamWriter, selector_events
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import takewhile
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.origin import installed_package, is_first_party
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.probes.progress import buffered, stalled

_ACCEPTING = selector_events.BaseSelectorEventLoop._accept_connection.__code__  # type: ignore[attr-defined]
#: What a client's end of a Unix domain socket is called: it has no address.
UNNAMED = "unnamed"
_CLOSE_STREAM = "`writer.close()`, then `await writer.wait_closed()`"
_CLOSE_SOCKET = "`sock.close()`, or `with` around its use"
#: What is said instead where the user's line has asked one of these for a stream; trio has sockets, too.
_CLOSE_STREAMS = dict.fromkeys(("anyio", "trio"), "`await stream.aclose()`, or `async with stream`")
_NO_STREAMS = os.sep + os.path.join("trio", "_socket.py")
_TRANSPORTS = selector_events._SelectorTransport  # type: ignore[attr-defined]


class SocketProbe(Probe):
    """Python sockets from ``__init__`` on, and uvloop's transports, which have none."""

    kind = "socket"

    def install(self, watch: Watch) -> None:
        watch.record_instances(self.kind, socket.socket)
        self._watch_collection(watch)
        watch.patches.wrap(_TRANSPORTS, "__init__", _transport_noted(watch.ledger))
        watch.when_imported("uvloop", lambda module: self._install_uvloop(watch, module))

    def _install_uvloop(self, watch: Watch, module: ModuleType) -> None:
        watch.blind["socket"] = "uvloop's are made in C: client transports and servers are seen, others as descriptors"

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            async def connect(self: Any, *args: Any, **kwargs: Any) -> Any:
                transport, protocol = await original(self, *args, **kwargs)
                watch.ledger.record("socket", transport)
                return transport, protocol

            return connect

        for name in ("create_connection", "create_unix_connection", "create_datagram_endpoint"):
            watch.patches.wrap(module.Loop, name, make)

    def _watch_collection(self, watch: Watch) -> None:
        """Turn the ResourceWarning of a dropped socket or transport into a leak that names its birth.

        Once we have told of it, the warning is left out: the same thing must not be reported twice.
        """

        def tells(record: Record | None, sock: Any, release: str) -> bool:
            if record is None or _was_given_up(record, sock):
                return False
            words = _stream_of(record) or release
            return watch.tell_of(record, lambda: describe(sock, dropped=True, release=words))

        def dropped(original: Any) -> Any:
            def __del__(transport: Any, *args: Any, **kwargs: Any) -> None:
                sock: Any = getattr(transport, "_sock", None)
                record = watch.ledger.find_dying(sock) if sock is not None else None
                if tells(record, sock, "`transport.close()`"):
                    kwargs["_warn"] = _silent
                original(transport, *args, **kwargs)

            return __del__

        def collected(sock: socket.socket) -> None:
            is_open = socket.socket.fileno(sock) != -1
            record = watch.ledger.find_dying(sock) if is_open else None
            if tells(record, sock, _CLOSE_SOCKET):
                socket.socket.close(sock)
            else:
                _socket.socket.__del__(sock)  # type: ignore[attr-defined]

        watch.patches.wrap(socket.socket, "__del__", lambda original: collected)
        watch.patches.wrap(_TRANSPORTS, "__del__", dropped)
        watch.patches.wrap(StreamWriter, "__del__", partial(_writer_dropped, watch))

    def is_open(self, resource: Any, record: Record) -> bool:
        if isinstance(resource, socket.socket):
            return socket.socket.fileno(resource) != -1
        return not resource.is_closing()

    def look(self, resource: Any, record: Record, root: str) -> Look:
        noted = record.note if isinstance(resource, socket.socket) else None
        look = describe(resource)
        unread = buffered(noted() if noted is not None else resource)
        is_plain = isinstance(resource, socket.socket) and noted is None and look.kind != "server"
        release = _CLOSE_SOCKET if is_plain else look.release
        release = (_stream_of(record) if look.kind != "server" else "") or release
        return replace(look, state="; ".join([look.state, *stalled(unread)]), release=release, unread=unread)


def _writer_dropped(watch: Watch, original: Any) -> Any:
    """A stream that nobody has any more is closed by its writer's finalizer, which warns of it."""

    def __del__(writer: Any, *args: Any, **kwargs: Any) -> None:
        transport: Any = getattr(writer, "_transport", None)
        if BaseTransport in type(transport).__mro__ and not transport.is_closing() and not writer._loop.is_closed():
            sock = transport if watch.ledger.find(transport) else transport.get_extra_info("socket")
            sock = getattr(sock, "_sock", sock)  # asyncio hands out a view of the socket
            is_open = sock is not None and _number(sock) != -1
            watch.ledger.note_ending(writer)
            if is_open and watch.tell_dropped(sock, lambda: describe(sock, dropped=True, release=_CLOSE_STREAM)):
                transport.close()
        original(writer, *args, **kwargs)

    return __del__


def _stream_of(record: Record) -> str:
    """How the stream is closed that the user's line has got from a library of streams; empty for everything else."""
    files = (code.co_filename for code, _ in record.birth)
    *_, called = "", *takewhile(lambda file: not is_first_party(file), files)
    return "" if called.endswith(_NO_STREAMS) else _CLOSE_STREAMS.get(installed_package(called), "")


def _was_given_up(record: Record, sock: socket.socket) -> bool:
    """True for one that a library has made and never got to use: the user's code never had it to close it.

    So asyncio drops what it has accepted for a server that was closed meanwhile.
    """
    if not record.sites or is_first_party(record.sites[0][0].co_filename):
        return False
    if record.note is None and any(code is _ACCEPTING for code, _ in record.sites):
        return True
    if sock.family not in (socket.AF_INET, socket.AF_INET6):  # a pair has no names
        return False
    local, remote = endpoints(sock)
    return not remote and (not local or local.endswith(":0"))


def _transport_noted(ledger: Ledger) -> Callable[..., Any]:
    """A socket does not know its transport, which has what waits to be sent."""

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(self: Any, loop: Any, sock: Any, *args: Any, **kwargs: Any) -> None:
            original(self, loop, sock, *args, **kwargs)
            record = ledger.find(sock)
            if record is not None:
                record.note = weakref.ref(self)

        return __init__

    return make


def may_be_kept(suspect: Suspect) -> bool:
    """True for a connection that can be used again: what listens serves, and a loop that is closed runs nothing."""
    if suspect.record.kind != "socket" or not isinstance(suspect.resource, socket.socket):
        return False
    if is_listening(suspect.resource):
        return False
    transport = suspect.record.note() if suspect.record.note is not None else None
    return transport is None or not transport._loop.is_closed()


def _silent(*args: object, **kwargs: object) -> None:
    """Takes the place of ``warnings.warn`` where the leak has been told already."""


def describe(resource: Any, dropped: bool = False, release: str = _CLOSE_SOCKET) -> Look:
    """A socket or a transport: what it is, and between whom; ``release`` is for one that was dropped."""
    sock = resource if isinstance(resource, socket.socket) else resource.get_extra_info("socket")
    local, remote = endpoints(sock)
    number = _number(sock)
    ends = " -> ".join(end for end in (local, remote) if end) or _without_names(sock)
    listens = is_listening(sock)
    subject = "listening socket" if listens else "socket"
    summary = f"a {subject} was {'collected but never closed' if dropped else 'still open'}"
    if listens:
        state = local if dropped else f"{local}, descriptor {number}"
        return Look(subject, summary, state, "`sock.close()`", "server")
    if dropped:
        return Look(subject, summary, ends, release, ends=(local, remote))
    release = f"`sock.close()` (a stream: {_CLOSE_STREAM})"
    return Look(subject, summary, f"{ends}, descriptor {number}", release)


def _without_names(sock: Any) -> str:
    """What to say of a socket without any address: those of ``socketpair()`` have none."""
    try:
        sock.getpeername()
    except Exception:  # closed, not connected, or a subclass that has its own mind
        return "not connected"
    return "one end of a pair"


def endpoints(sock: Any) -> tuple[str, str]:
    """Both ends of a socket as ``host:port``; "" for an end that there is not."""
    return _end(sock, "getsockname"), _end(sock, "getpeername")


def _number(sock: Any) -> int:
    """The descriptor, past whatever a subclass makes of ``fileno``."""
    if isinstance(sock, socket.socket):
        return socket.socket.fileno(sock)
    return int(sock.fileno()) if sock is not None else -1


def _end(sock: Any, method: str) -> str:
    try:
        address = getattr(sock, method)()
    except Exception:  # closed, not a socket, or a subclass that has its own mind
        return ""
    if isinstance(address, tuple):
        host = f"[{address[0]}]" if ":" in str(address[0]) else address[0]
        return f"{host}:{address[1]}"
    return str(address) if address else ""


def is_listening(sock: Any) -> bool:
    """True for a socket that accepts connections."""
    try:
        return bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except (OSError, AttributeError):
        return False
