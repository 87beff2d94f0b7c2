"""The manager: a WebSocket server whose every part has one owner and one way out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.server import ServerProtocol

from wshygiene_reference import stats
from wshygiene_reference.admission import AdmissionController
from wshygiene_reference.alerts import Alert, AlertManager
from wshygiene_reference.background import BackgroundTasks
from wshygiene_reference.close_codes import ERRORS, CloseCode
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.connection import Connection, ManagedServerConnection
from wshygiene_reference.conversation import Conversation
from wshygiene_reference.disconnecting import Disconnecting
from wshygiene_reference.events import EventHub
from wshygiene_reference.handshake import Handshake, name_connection
from wshygiene_reference.health import HealthChecks
from wshygiene_reference.heartbeat import Heartbeat
from wshygiene_reference.identity import Authenticator, Authorizer
from wshygiene_reference.memory import MemoryMonitor
from wshygiene_reference.outbox import OutboxCounts
from wshygiene_reference.parts import State
from wshygiene_reference.performance import PerformanceCounters
from wshygiene_reference.progress import ProgressChannel
from wshygiene_reference.publishing import Publisher
from wshygiene_reference.registry import ConnectionRegistry
from wshygiene_reference.rooms import RoomIndex, auto_rooms, may_join
from wshygiene_reference.router import MessageHandler, Router
from wshygiene_reference.shutdown import Drain, DrainReport
from wshygiene_reference.subscriptions import Subscriptions
from wshygiene_reference.sweeper import Sweeper, SweepReport
from wshygiene_reference.tcp import Arrival, TcpPeers
from wshygiene_reference.tls import TlsDoor, TlsSettings
from wshygiene_reference.typing_indicators import MemoryTypingStore, TypingIndicators, TypingStore

log = logging.getLogger("wshygiene_reference")


class WebSocketManager:
    """Serves WebSocket clients, and leaves nothing behind when they go, or when it goes itself.

    ``authenticate`` turns credentials into an identity (None lets everybody in, anonymously); ``authorize`` decides
    about rooms; ``origins`` are those that browsers may come from (None: the server's own host).

        async with WebSocketManager(ManagerConfig()) as manager:
            await manager.start("127.0.0.1", 8765)
            manager.publish("job:7", {"state": "done"})

    Leaving the block shuts the manager down; ``shutdown()`` does so earlier, and says how it went.
    """

    def __init__(
        self,
        config: ManagerConfig | None = None,
        *,
        authenticate: Authenticator | None = None,
        authorize: Authorizer = may_join,
        origins: Sequence[str] | None = None,
        typing_store: TypingStore | None = None,
    ) -> None:
        self.config = config or ManagerConfig()
        self.state = State.NEW
        self.admission = AdmissionController(self.config)
        self.registry = ConnectionRegistry()
        self.rooms: RoomIndex[str] = RoomIndex(self.config)
        self.events = EventHub()
        self.counters = PerformanceCounters()
        self.outbox_counts = OutboxCounts()
        self.router = Router(self.config.handler_timeout)
        self._handshake = Handshake(self.config, authenticate, origins, self.refusing, self.admission.refused)
        self._authorize = authorize
        self.typing_store = typing_store or MemoryTypingStore()
        self.peers = TcpPeers(self.admission, self.config.max_handshakes)
        self.background = BackgroundTasks()
        self.health_checks = HealthChecks()
        self.server: Server | None = None
        self._is_entered = False
        self._drain: Drain | None = None
        self._report: asyncio.Task[DrainReport] | None = None

    async def __aenter__(self) -> Self:
        if self._is_entered:
            raise RuntimeError(f"a manager is entered once, and this one is {self.state}.")
        self._is_entered = True
        self._build(asyncio.get_running_loop())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shutdown()

    def _build(self, loop: asyncio.AbstractEventLoop) -> None:
        """Make the parts that need a loop."""
        self._loop = loop
        self.publisher = Publisher(self.config, self.registry, self.rooms, loop)
        self.typing = TypingIndicators(loop, self.config.typing_timeout, self.typing_store, self._tell_typing)
        self.subscriptions = Subscriptions(self.rooms, self.typing, self._authorize)
        self.subscriptions.register(self.router)
        self.progress = ProgressChannel(self.publisher.to_session)
        self.memory = MemoryMonitor(self.config, partial(stats.held, self))
        self.memory.on_pressure(self.publisher.last_values.shrink)
        self.alerts = AlertManager(self.config, self._tell_alert)
        self.heartbeat = Heartbeat(self.config, self.registry, self.dismiss)
        self.disconnecting = Disconnecting(self.registry, self.rooms, self.typing, self.config.close_timeout)
        self.sweeper = Sweeper(
            self.config.sweep_interval, self.registry, self.rooms, self.typing, self._forget, self.check_alerts
        )
        self._conversation = Conversation(self.config, self._handshake, self.router, self.counters, self._welcome)

    # Serving

    async def start(self, host: str = "127.0.0.1", port: int = 8765, *, ssl: SSLContext | None = None) -> None:
        """Listen on ``host`` and ``port`` (0 picks one).

        Raises RuntimeError when it has been started before, and outside of its ``async with``, where nobody would end
        what it begins; OSError when it cannot listen there, after which it may be tried elsewhere.
        """
        if not self._is_entered:
            raise RuntimeError("a manager is started inside of its `async with`, which ends what it begins.")
        if self.state is not State.NEW:
            raise RuntimeError(f"a manager serves once, and this one is {self.state}.")
        self.state = State.STARTING
        try:
            server = await self._listen(host, port, ssl)
        except BaseException:
            self.state = State.NEW if self.state is State.STARTING else self.state
            raise
        if self.state is not State.STARTING:  # it was shut down in the meantime, and knew nothing of this
            server.close()
            await server.wait_closed()
            raise RuntimeError("the manager was shut down before it could listen.")
        self.server, self.state = server, State.SERVING
        self.background.keep("heartbeat", self.heartbeat.run)
        self.background.keep("sweeper", self.sweeper.run)
        self.background.keep("memory", self.memory.run)

    async def _listen(self, host: str, port: int, ssl: SSLContext | None) -> Server:
        config = self.config
        return await serve(
            self._serve,
            host,
            port,
            process_request=self._handshake,
            process_response=name_connection,
            create_connection=partial(self._connection_for, ssl),  # type: ignore[arg-type]  # a factory does as well
            compression=None,
            max_size=config.max_message_size,
            max_queue=config.max_incoming_frames,
            write_limit=config.write_limit,
            open_timeout=config.open_timeout,
            close_timeout=config.close_timeout,
            ping_interval=None,
            backlog=config.backlog,
        )

    def _connection_for(
        self, ssl: SSLContext | None, protocol: ServerProtocol, server: Server, **options: Any
    ) -> ManagedServerConnection | TlsDoor:
        """What asyncio tells of one TCP connection."""
        own: dict[str, Any] = {"config": self.config, "counts": self.outbox_counts, "peers": self.peers}
        if ssl is None:
            return ManagedServerConnection(protocol, server, **own, **options)
        start = partial(self.background.once, "TLS handshake")
        settings = TlsSettings(ssl, self.config.open_timeout, self.config.close_timeout, start)

        def admit(arrival: Arrival) -> ManagedServerConnection:
            return ManagedServerConnection(protocol, server, arrival=arrival, **own, **options)

        return TlsDoor(settings, self.peers, admit)

    @property
    def port(self) -> int:
        """Where it listens. Raises RuntimeError when it does not."""
        if self.server is None or not self.server.sockets:
            raise RuntimeError(f"the manager is {self.state} and listens nowhere.")
        return int(self.server.sockets[0].getsockname()[1])

    @property
    def is_draining(self) -> bool:
        """True from the start of a shutdown on."""
        return self.state in (State.DRAINING, State.CLOSED)

    def refusing(self) -> str | None:
        """Why nobody is let in at the moment; None when clients are welcome."""
        if self.is_draining:
            return "the server is shutting down"
        return "the server is short of memory" if self.memory.is_short else None

    def now(self) -> float:
        """Seconds of the loop's clock."""
        return self._loop.time()

    async def _serve(self, ws: ServerConnection) -> None:
        """One connection, from the end of its handshake to the end of everything that was made for it."""
        assert isinstance(ws, ManagedServerConnection)
        if ws.lease is not None:
            ws.lease.opened()
        connection = Connection(ws, self.config)
        self.registry.add(connection)
        self.counters.connections_opened += 1
        try:
            if connection.identity is not None:
                self._welcome(connection)
            await self._conversation.hold(connection)
        finally:
            await self._part(connection)

    def _welcome(self, connection: Connection) -> None:
        """Somebody is known: find them by session and user, and put them into their rooms."""
        identity = connection.identity
        assert identity is not None
        self.registry.index(connection, identity)
        self.rooms.admit(connection.id, auto_rooms(identity))
        self.events.emit("connection_opened", connection_id=connection.id, identity=identity)

    async def _part(self, connection: Connection) -> None:
        code, reason = connection.ending
        self.counters.closed[code] += 1
        if code in ERRORS:
            self.alerts.note_error(self.now())
            self.counters.connection_errors += 1
        failed = await self.disconnecting.run(connection)
        self.counters.connection_errors += failed
        self.events.emit("connection_closed", connection_id=connection.id, code=code, reason=reason)

    # Sending

    def publish(self, room: str, data: Any, *, key: str | None = None) -> int:
        """Send ``data`` to a room; under a ``key`` it is a current value. How many connections took it at once."""
        return self.publisher.to_room(room, data, key=key)

    def send_to_user(self, user: str, data: Any) -> int:
        """Send ``data`` to all connections of a user; how many took it."""
        return self.publisher.to_user(user, "event", data)

    def send_to_session(self, session: str, data: Any) -> int:
        """Send ``data`` to all connections of a session; how many took it."""
        return self.publisher.to_session(session, "event", data)

    def broadcast(self, data: Any) -> int:
        """Send ``data`` to everybody; how many took it."""
        return self.publisher.to_all("broadcast", data=data)

    def on_message(self, kind: str, handler: MessageHandler) -> None:
        """Have messages of type ``kind`` handled. Raises ValueError when they are already."""
        self.router.add(kind, handler)

    def on_event(self, name: str, listener: Callable[..., None]) -> Callable[[], None]:
        """Call ``listener`` for connection_opened, connection_closed or alert; the returned function takes it back."""
        return self.events.on(name, listener)

    # Looking after

    async def disconnect(self, connection_id: str, code: int = CloseCode.NORMAL, reason: str = "") -> bool:
        """Close one connection; False when there is none with this id."""
        connection = self.registry.get(connection_id)
        if connection is None:
            return False
        await connection.close(code, reason, self.config.close_timeout)
        return True

    def dismiss(self, connection: Connection, code: int, reason: str, polite: bool) -> None:
        """End a connection without waiting for it: with a handshake, or at once."""
        if not polite:
            connection.abort(code, reason)
        elif connection.close_code is None:
            connection.note_close(code, reason)
            self.background.once("closing client", connection.close(code, reason, self.config.close_timeout))

    async def cleanup(self, session: str | None = None) -> SweepReport:
        """Clean up now; with a ``session``, close its connections first."""
        closing: list[Connection] = []
        if session is not None:
            said = CloseCode.GOING_AWAY, "clean-up", self.config.close_timeout
            closing = self.registry.by_session(session)
            await asyncio.gather(*[each.close(*said) for each in closing])
        report = await self.sweeper.sweep()
        return replace(report, disconnected=len(closing))

    def stats(self) -> dict[str, Any]:
        """Connections, messages and rates."""
        return stats.stats(self)

    def memory_stats(self) -> dict[str, Any]:
        """The size of every map."""
        return stats.memory_stats(self)

    def health(self) -> dict[str, Any]:
        """Whether the manager is well."""
        return stats.health(self)

    def check_alerts(self) -> list[Alert]:
        """Raise the alerts that are due, and log the figures of the moment."""
        figures = stats.figures(self)
        log.info("connection stats: %s", figures)
        return self.alerts.check(figures, self.now())

    # Leaving

    async def shutdown(self, grace: float | None = None, *, restart: bool = False) -> DrainReport:
        """Let everybody go within ``grace`` seconds (default ``shutdown_grace``); calling it again waits for the first.

        ``restart`` tells clients that the server comes back (1012) instead of going away (1001).
        """
        if self._report is not None:
            return await asyncio.shield(self._report)
        self._drain = Drain(self)
        self._report = asyncio.ensure_future(
            self._drain.run(self.config.shutdown_grace if grace is None else grace, restart=restart)
        )
        return await asyncio.shield(self._report)

    def hurry(self) -> None:
        """Cut off whoever a running shutdown still waits for."""
        if self._drain is not None:
            self._drain.hurry()

    # What the parts tell each other

    async def _forget(self, connection_id: str) -> None:
        connection = self.registry.get(connection_id)
        if connection is not None:
            await self.disconnecting.run(connection)

    def _tell_alert(self, alert: Alert) -> None:
        self.events.emit("alert", name=alert.name, message=alert.message)

    def _tell_typing(self, connection: str, user: str, thread: str, is_typing: bool) -> None:
        data = {"threadId": thread, "userId": user, "isTyping": is_typing}
        self.publisher.to_room(f"thread:{thread}", data, without=connection)
