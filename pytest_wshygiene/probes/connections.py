"""WebSocket connections of the libraries in use, each told in its own words.

One connection is one leak: its socket, transport, keepalive task and timers are found as its parts.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.dropped_websockets import DroppedWebSockets
from pytest_wshygiene.probes.progress import buffered, progress
from pytest_wshygiene.probes.sockets import UNNAMED, endpoints
from pytest_wshygiene.probes.steady import steady_url


@dataclass(frozen=True, slots=True)
class Library:
    """How one library's connection class is read: is it open, in which state, over which socket, on which path."""

    module: str
    cls: str
    is_open: Callable[[Any], bool]
    state: Callable[[Any], str]
    socket: Callable[[Any], Any]
    release: str
    path: Callable[[Any], str] = lambda connection: ""
    transport: Callable[[Any], Any] = lambda connection: None
    opens: str = "__init__"  # the method whose caller has to close it


def _transport_socket(transport: Any) -> Any:
    return transport.get_extra_info("socket") if transport is not None else None


def _attribute(connection: Any, *names: str) -> Any:
    for name in names:
        connection = getattr(connection, name, None)
    return connection


def _is_real_open(sock: Any) -> bool:
    """A stand-in has no descriptor that could leak, and must not be touched."""
    return socket.socket in type(sock).__mro__ and socket.socket.fileno(sock) != -1


def _is_real(thing: Any) -> bool:
    """False for nothing, and for a stand-in: a client that talks to a mock has nothing open."""
    return thing is not None and all(base.__module__ not in ("unittest.mock", "mock") for base in type(thing).__mro__)


def _not_lost(connection: Any) -> bool:
    """False before there is a connection, too: a subclass may say so with None."""
    return getattr(connection, "transport", None) is not None and not connection.connection_lost_waiter.done()


def _aiohttp_transport(connection: Any) -> Any:
    pooled = _attribute(connection, "_conn", "transport")
    return pooled or _attribute(connection, "_response", "connection", "transport")


def _handled_path(connection: Any) -> str:
    return _attribute(connection, "handler", "request", "path") or ""


def _transport_open(connection: Any) -> bool:
    transport = getattr(connection, "transport", None)
    return transport is not None and not transport.is_closing()


def _is_served(response: Any) -> bool:
    """False also where the server has hung up, because a handler has failed, and nobody has told the response."""
    if getattr(response, "_writer", None) is None or response.closed:
        return False
    transport = _attribute(response, "_req", "transport")
    return transport is not None and not transport.is_closing()


def _uvicorn_state(connection: Any) -> str:
    if not getattr(connection, "handshake_complete", True):
        return "CONNECTING"
    return "CLOSING" if getattr(connection, "close_sent", False) is True else "OPEN"


def _scope_path(connection: Any) -> str:
    scope = getattr(connection, "scope", None)
    return str(scope.get("path") or "") if isinstance(scope, dict) else ""


def _trio_socket(stream: Any) -> Any:
    return _attribute(getattr(stream, "transport_stream", stream), "socket", "_sock")


LIBRARIES: tuple[Library, ...] = (
    Library(
        "websockets.asyncio.connection", "Connection",
        is_open=_not_lost,
        state=lambda c: c.protocol.state.name,
        socket=lambda c: _transport_socket(c.transport),
        transport=lambda c: getattr(c, "transport", None),
        release="`await ws.close()`, or `async with connect(...)`",
        path=lambda c: _attribute(c, "request", "path") or "",
    ),
    Library(
        "websockets.sync.connection", "Connection",
        is_open=lambda c: _is_real_open(c.socket),
        state=lambda c: c.protocol.state.name,
        socket=lambda c: c.socket,
        release="`ws.close()`, or `with connect(...)`",
        path=lambda c: _attribute(c, "request", "path") or "",
    ),
    Library(
        "websockets.trio.connection", "Connection",
        is_open=lambda c: _is_real_open(_trio_socket(c.stream)),  # cancelled, it does not say that it has ended
        state=lambda c: c.protocol.state.name,
        socket=lambda c: _trio_socket(c.stream),
        release="`await ws.aclose()`, or `async with connect(...)`",
        path=lambda c: _attribute(c, "request", "path") or "",
    ),
    Library(
        "websockets.legacy.protocol", "WebSocketCommonProtocol",
        is_open=_not_lost,
        state=lambda c: c.state.name,
        socket=lambda c: _transport_socket(c.transport),
        transport=lambda c: getattr(c, "transport", None),
        release="`await ws.close()`, or `async with connect(...)`",
        path=lambda c: getattr(c, "path", None) or "",
    ),
    Library(
        "aiohttp.client_ws", "ClientWebSocketResponse",
        is_open=lambda c: not c.closed,
        state=lambda c: "CLOSING" if getattr(c, "_closing", False) else "OPEN",
        socket=lambda c: _transport_socket(_aiohttp_transport(c)),
        transport=_aiohttp_transport,
        release="`await ws.close()`, or `async with session.ws_connect(...)`",
        path=lambda c: str(_attribute(c, "_response", "url", "path") or ""),
    ),
    Library(
        "aiohttp.web_ws", "WebSocketResponse",
        is_open=_is_served,
        state=lambda c: "OPEN",
        socket=lambda c: _transport_socket(_attribute(c, "_req", "transport")),
        transport=lambda c: _attribute(c, "_req", "transport"),
        release="`await ws.close()` in the handler's `finally`",
        path=lambda c: str(_attribute(c, "_req", "path") or ""),
    ),
    Library(
        "uvicorn.protocols.websockets.wsproto_impl", "WSProtocol",
        is_open=_transport_open,
        state=_uvicorn_state,
        socket=lambda c: _transport_socket(c.transport),
        transport=lambda c: getattr(c, "transport", None),
        release="close it in the endpoint's `finally`; stop the server",
        path=_scope_path,
    ),
    Library(
        "uvicorn.protocols.websockets.websockets_sansio_impl", "WebSocketsSansIOProtocol",
        is_open=_transport_open,
        state=_uvicorn_state,
        socket=lambda c: _transport_socket(c.transport),
        transport=lambda c: getattr(c, "transport", None),
        release="close it in the endpoint's `finally`; stop the server",
        path=_scope_path,
    ),
    Library(
        "tornado.websocket", "WebSocketProtocol",
        is_open=lambda c: getattr(c, "stream", None) is not None and not c.stream.closed(),
        state=lambda c: "CLOSING" if getattr(c, "client_terminated", False) else "OPEN",
        socket=lambda c: _attribute(c, "stream", "socket"),
        release="`ws.close()`, then let it finish",
        path=lambda c: urlsplit(_attribute(c, "handler", "request", "url") or "").path or _handled_path(c),
    ),
    Library(
        "websocket._core", "WebSocket",
        is_open=lambda c: _is_real_open(getattr(c, "sock", None)),
        state=lambda c: "OPEN" if c.connected else "CLOSING",
        socket=lambda c: c.sock,
        release="`ws.close()`, or `contextlib.closing(...)`",
    ),
    Library(
        "starlette.testclient", "WebSocketTestSession",
        is_open=lambda c: bool(_attribute(c, "exit_stack", "_exit_callbacks")),
        state=lambda c: "OPEN",
        socket=lambda c: None,
        release="`ws.__exit__(None, None, None)`, or `with client.websocket_connect(...)`",
        path=_scope_path,
        opens="__enter__",
    ),
    Library(
        "engineio.client", "Client",
        is_open=lambda c: c.state == "connected" and any(map(_is_real, (c.ws, c.http))),
        state=lambda c: str(c.state).upper(),
        socket=lambda c: _attribute(c, "ws", "sock"),
        release="`client.disconnect()`",
        opens="connect",
    ),
    Library(
        "engineio.async_client", "AsyncClient",
        is_open=lambda c: c.state == "connected" and any(map(_is_real, (c.ws, c.http))),
        state=lambda c: str(c.state).upper(),
        socket=lambda c: _transport_socket(_aiohttp_transport(getattr(c, "ws", None))),
        release="`await client.disconnect()`",
        opens="connect",
    ),
    Library(
        "engineio.base_socket", "BaseSocket",
        is_open=lambda c: c.connected and not c.closed,
        state=lambda c: "OPEN",
        socket=lambda c: None,
        release="disconnect the client, or `await server.disconnect(sid)`",
    ),
)  # fmt: skip


class ConnectionProbe(Probe):
    """Connections of every library above that the program itself has imported."""

    kind = "connection"

    def install(self, watch: Watch) -> None:
        DroppedWebSockets(watch)
        for library in LIBRARIES:
            watch.when_imported(library.module, _installer(library, watch))

    def is_open(self, resource: Any, record: Record) -> bool:
        return _is_open(resource)

    def loop(self, resource: Any, record: Record) -> Any:
        reading = getattr(resource, "read_loop_task", None)  # engineio's; a thread in its sync client
        candidates = (
            getattr(resource, "loop", None),
            getattr(resource, "_loop", None),
            _attribute(resource, "stream", "io_loop", "asyncio_loop"),
            reading.get_loop() if isinstance(reading, asyncio.Task) else None,
        )
        loop = next((loop for loop in candidates if hasattr(loop, "run_until_complete")), None)
        return loop or _attribute(resource, "nursery", "parent_task", "_runner")  # trio's

    def look(self, resource: Any, record: Record, root: str) -> Look:
        library = library_of(resource)
        sock = socket_of(resource)
        local, remote = endpoints(sock)
        name = f"{library.module.split('.', 1)[0].lstrip('_')} connection"
        path = str(library.path(resource)).partition("?")[0]  # a query may have a token in it
        ends = f"{local or UNNAMED} -> {remote}{path}" if remote else path or "peer gone"
        state = library.state(resource)
        unread = buffered(library.transport(resource), resource)
        more = progress(resource, state, unread)
        return Look(
            subject=f"{type(resource).__qualname__} {steady_url(path)}".strip(),
            summary=f"{'an' if name[0] in 'aeio' else 'a'} {name} was still open",
            state="; ".join([f"{state}, {ends}", *more]),
            release=library.release,
            unread=unread,
        )


def _installer(library: Library, watch: Watch) -> Callable[[ModuleType], None]:
    def opening(original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: Any, *args: Any, **kwargs: Any) -> Any:
            watch.ledger.drop(self)
            watch.ledger.record("connection", self)
            return original(self, *args, **kwargs)

        return connect

    def install(module: ModuleType) -> None:
        cls = getattr(module, library.cls, None)
        if isinstance(cls, type) and library.opens == "__init__" and cls.__name__ != "ClientWebSocketResponse":
            watch.record_instances("connection", cls)
        elif isinstance(cls, type):
            watch.patches.wrap(cls, library.opens, opening)

    return install


def _is_open(connection: Any) -> bool:
    """False for what talks to a stand-in, which is not asked for anything: its test may count the calls."""
    library = library_of(connection)
    transport = library.transport(connection)
    return (transport is None or _is_real(transport)) and library.is_open(connection)


def library_of(connection: Any) -> Library:
    """The entry of the class that the connection derives from."""
    for base in type(connection).__mro__:
        for library in LIBRARIES:
            if base.__module__ == library.module and base.__qualname__ == library.cls:
                return library
    raise LookupError(f"{type(connection).__qualname__} is not a connection class that is known")


def is_its_own(connection: Any, module: object) -> bool:
    """True for a connection, and a module of its library: also where that is the project that is tested."""
    try:
        library = library_of(connection)
    except LookupError:
        return False
    return str(module).partition(".")[0] == library.module.partition(".")[0]


def is_closed(thing: object) -> bool:
    """True for a connection of a known class that is not open; False for everything else."""
    try:
        return not _is_open(thing)
    except (LookupError, AttributeError):
        return False


def socket_of(connection: Any) -> Any:
    """The socket under a connection, or None where the library does not give it away."""
    return library_of(connection).socket(connection)
