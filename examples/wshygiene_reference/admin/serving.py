"""The admin port: opened with a clear error, served in the manager's own loop, and closed in bounded time."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from starlette.types import ASGIApp
from uvicorn import Config, Server

from wshygiene_reference.admin.access import AccessTokens
from wshygiene_reference.admin.app import create_admin_app
from wshygiene_reference.admin.guard import LARGEST_HEAD
from wshygiene_reference.admin.protocol import GuardedProtocol
from wshygiene_reference.places import why, written
from wshygiene_reference.settings import ConfigError

if TYPE_CHECKING:
    from wshygiene_reference.admin.parts import Administered

log = logging.getLogger("wshygiene_reference.admin")

#: Seconds that a request in progress gets when the server stops.
GRACE = 1
#: Seconds that a connection without a request stays open.
KEEP_ALIVE = 5


class _Server(Server):
    """uvicorn's server, but that signals are not its business: it would take the handlers of the whole process."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the handlers to whom they belong."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and say when that is done."""
        await super().startup(sockets)
        self.listening.set()


class AdminServer:
    """The admin API of a manager, open inside ``async with``. ``mounts`` are what is served beside it."""

    def __init__(self, parts: Administered, tokens: AccessTokens, mounts: Mapping[str, ASGIApp] | None = None) -> None:
        self._config = parts.config
        self._audit = parts.audit
        self.tokens = tokens
        self._app = create_admin_app(parts, self.tokens, mounts)
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        #: Where it listens, once it does.
        self.port = 0

    @property
    def url(self) -> str:
        """Where somebody on this machine finds it."""
        return f"http://{written(self._config.admin_host, self.port)}"

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return 0 if self._server is None else len(self._server.server_state.connections)

    async def __aenter__(self) -> Self:
        listener = self._bound()
        self.port = listener.getsockname()[1]
        self._server = _Server(self._uvicorn())
        self._serving = asyncio.create_task(self._server.serve([listener]), name="wshygiene admin API")
        started = asyncio.ensure_future(self._server.listening.wait())
        try:
            await asyncio.wait([self._serving, started], return_when=asyncio.FIRST_COMPLETED)
        finally:
            started.cancel()
        if self._serving.done():
            listener.close()
            await self._serving
        if self._config.admin_host not in ("127.0.0.1", "::1", "localhost"):
            log.warning("the admin API listens on %s, without TLS: put a proxy before it", self._config.admin_host)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let requests in progress end within ``GRACE``, streams at once; whoever is still there is cut off."""
        assert self._server is not None
        assert self._serving is not None
        self._server.should_exit = True
        await asyncio.wait([self._serving])
        state = self._server.server_state
        for connection in list(state.connections):
            connection.transport.abort()
        if state.tasks:  # which have been cancelled
            _, stubborn = await asyncio.wait(state.tasks, timeout=GRACE)
            for each in stubborn:
                log.error("%r does not end", each)
        await asyncio.sleep(0)  # in which asyncio tells the aborted connections that they are lost
        self._serving.result()

    def _bound(self) -> socket.socket:
        """A socket that is bound. Its protocol is named, since asyncio turns delays off only for what it knows is TCP:
        otherwise every answer, which leaves in two parts, would wait some 40 ms for the peer to acknowledge the first.
        """
        host, port = self._config.admin_host, self._config.admin_port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # elsewhere this lets two servers have the same port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port or 0))
        except OSError as error:
            listener.close()
            raise ConfigError(f"admin_port = {port}: cannot listen on {host}: {why(error)}.") from None
        return listener

    def _uvicorn(self) -> Config:
        config = self._config
        protocol = partial(
            GuardedProtocol,
            audit=self._audit,
            timeout=config.admin_timeout,
            most=config.admin_max_connections,
        )
        return Config(
            self._app,
            http=protocol,  # type: ignore[arg-type]  # a factory does as well as a class
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,  # logging is configured already, by whoever runs us
            proxy_headers=False,  # anybody can send those, and the audit log would believe them
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=GRACE,
            h11_max_incomplete_event_size=LARGEST_HEAD,
        )
