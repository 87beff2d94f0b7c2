"""The client: one task that connects, listens, waits and connects again, and takes everything with it when it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus

from wshygiene_reference.client.address import checked
from wshygiene_reference.client.backoff import Backoff
from wshygiene_reference.client.breaker import CircuitBreaker
from wshygiene_reference.client.interests import Interests
from wshygiene_reference.client.link import Link, Refused
from wshygiene_reference.client.progress import ProgressStreams
from wshygiene_reference.client.state import ClientState, ClientStats, Observable
from wshygiene_reference.client.subscription import Callback, Subscription
from wshygiene_reference.close_codes import CloseCode, is_terminal

log = logging.getLogger("wshygiene_reference.client")

#: Refusals of the opening handshake that trying again cannot change.
HOPELESS = frozenset({400, 401, 403, 404})
#: The longest wait that a server may ask for, in seconds: a wrong figure must not keep a client away for ever.
LONGEST_REQUEST = 3600.0


class WebSocketClient(Observable):
    """A connection that is kept up while the client is open.

        async with WebSocketClient("ws://127.0.0.1:8765", token="...") as client:
            with client.subscribe("job:7", print):
                await client.request("ping")

    ``max_attempts`` bounds attempts in a row after the first (None: none). Seconds are ``min_uptime``, the life after
    which a connection counts as a success; ``watchdog``, the silence after which the peer is asked for a sign of life;
    ``timeout``, the time for an opening handshake, a closing one and an answer. Raises ValueError for a ``uri`` that
    nobody could connect to.
    """

    def __init__(
        self,
        uri: str,
        *,
        token: str | None = None,
        backoff: Backoff | None = None,
        breaker: CircuitBreaker | None = None,
        max_attempts: int | None = None,
        min_uptime: float = 5.0,
        watchdog: float = 45.0,
        timeout: float = 10.0,
        max_message_size: int = 1024 * 1024,
        ssl: SSLContext | None = None,
    ) -> None:
        super().__init__()
        self.uri = checked(uri, ssl)
        self.stats = ClientStats()
        self.backoff = backoff or Backoff()
        self.breaker = breaker or CircuitBreaker()
        self._headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        self._max_attempts = max_attempts
        self._min_uptime = min_uptime
        self._watchdog = watchdog
        self._timeout = timeout
        self._max_message_size = max_message_size
        self._ssl = ssl
        self._interests = Interests()
        self._progress = ProgressStreams()
        self._errands: set[asyncio.Task[None]] = set()
        self._link: Link | None = None
        self._ws: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._retry_after = 0.0
        #: Why there is no connection, for whoever waits for one.
        self._trouble = ""

    # Its life

    async def __aenter__(self) -> Self:
        if self._task is not None or self.state is ClientState.CLOSED:
            raise RuntimeError(f"a client is opened once, and this one is {self.state}.")
        self._task = asyncio.create_task(self._keep_up(), name=f"wshygiene client {self.uri}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self, reason: str = "Client disconnect") -> None:
        """Unsubscribe, close with 1000, end the task, and forget everybody. Nothing is delivered afterwards."""
        already, self.state = self.state is ClientState.CLOSED, ClientState.CLOSED
        rooms = self._interests.rooms()
        for subscription in self._interests.all():
            subscription.unsubscribe()
        await self._say_goodbye(rooms, reason)
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.wait([task])
        for errand in self._errands:
            errand.cancel()
        if self._errands:
            await asyncio.wait(self._errands)
        self._ready.clear()
        self.backoff.reset()
        if not already:
            self._emit("closed", reason=reason)
        self._watchers.clear()
        self._progress.end()

    async def connected(self, timeout: float | None = None) -> None:
        """Wait until there is a connection.

        Raises TimeoutError, or ConnectionError when the client has given up, with the reason; RuntimeError outside of
        its ``async with``.
        """
        task = self._task
        if task is None:
            raise RuntimeError(f"the client is {self.state}: it connects inside of its `async with`.")
        waiting = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait([waiting, task], timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                if not task.done():
                    raise TimeoutError(f"no connection within {timeout:g} s" + (self._trouble and f": {self._trouble}"))
                raise ConnectionError(f"the client has given up: {self._trouble or 'it was closed'}")
        finally:
            waiting.cancel()

    # What it is for

    def subscribe(self, room: str, callback: Callback, *, weak: bool = False) -> Subscription:
        """Call ``callback`` with what ``room`` is sent until the subscription ends. RuntimeError when closed."""
        if self.state is ClientState.CLOSED:
            raise RuntimeError("the client is closed.")
        subscription = Subscription(self._dropped, room, callback, weak=weak)
        if self._interests.add(subscription):
            self._say_soon("room.join", room)
        return subscription

    async def request(self, kind: str, **data: Any) -> Any:
        """Send a message and return its answer. Raises ``Refused``, ConnectionError or TimeoutError."""
        if self._link is None:
            raise ConnectionError(f"the client is {self.state}.")
        self.stats.messages_sent += 1
        return await self._link.request(kind, self._timeout, data)

    def progress(self, session: str) -> AsyncIterator[dict[str, Any]]:
        """The progress of the work of ``session``, until it is complete, has failed, or the client is closed.

        It hears from its first step on, and what is told while there is no connection is told to nobody: begin to
        iterate before the work begins.
        """
        return self._progress.follow(session)

    # Keeping up

    async def _keep_up(self) -> None:
        """Connect, listen and wait, until there is no point in trying."""
        loop = asyncio.get_running_loop()
        try:
            while self.state is not ClientState.CLOSED:
                await asyncio.sleep(self.breaker.wait(loop.time()))
                if not await self._try_once(loop) or not await self._wait():
                    break
        except Exception as error:  # nobody waits for this task, so nobody would hear of it
            log.exception("the client of %s has failed", self.uri)
            self._trouble = f"{type(error).__name__}: {error}"
        finally:
            self._ready.clear()
            self.state = ClientState.CLOSED
            self._progress.end()

    async def _try_once(self, loop: asyncio.AbstractEventLoop) -> bool:
        """One connection from beginning to end; False when another one would be no better."""
        self.state = ClientState.CONNECTING
        self.stats.attempts += 1
        began = loop.time()
        try:
            ws = await connect(
                self.uri,
                additional_headers=self._headers,
                open_timeout=self._timeout,
                close_timeout=self._timeout,
                ping_interval=None,
                compression=None,
                max_size=self._max_message_size,
                ssl=self._ssl,
            )
        except InvalidStatus as refusal:
            return self._note_refusal(refusal, loop.time())
        except (OSError, TimeoutError, InvalidHandshake, EOFError) as error:
            log.info("connecting to %s failed: %s", self.uri, error)
            self._trouble = str(error) or type(error).__name__
            self._note_failure(loop.time())
            return True
        try:
            await self._converse(ws)
        finally:
            self._ws = self._link = None
            self._ready.clear()
            await self._finish(ws)
        return self._note_end(ws, loop.time(), loop.time() - began)

    async def _converse(self, ws: ClientConnection) -> None:
        self._ws = ws
        self._link = Link(ws, self._watchdog, self._deliver)
        self.state = ClientState.CONNECTED
        self.stats.connections += 1
        self._retry_after = 0.0
        for room in self._interests.rooms():
            self._say_soon("room.join", room)
        self._ready.set()
        self._emit("connected")
        await self._link.listen()

    async def _finish(self, ws: ClientConnection) -> None:
        """See a connection to its end; the library's own deadline does not hold while its buffer is full."""
        try:
            async with asyncio.timeout(self._timeout):
                await ws.close()
        except TimeoutError:
            ws.transport.abort()

    def _note_refusal(self, refusal: InvalidStatus, now: float) -> bool:
        status = refusal.response.status_code
        self._trouble = str(refusal)
        self._note_failure(now)
        if status in HOPELESS:
            self._emit("rejected", status=status)
            return False
        wait = refusal.response.headers.get("Retry-After", "")
        self._retry_after = _bounded(float(wait)) if wait.isascii() and wait.isdecimal() else 0.0
        return True

    def _note_failure(self, now: float) -> None:
        self.stats.failures += 1
        self.breaker.failed(now)

    def _note_end(self, ws: ClientConnection, now: float, uptime: float) -> bool:
        self.stats.uptime += uptime
        self.stats.last_close_code = ws.close_code
        if uptime >= self._min_uptime:
            self.backoff.reset()
            self.breaker.succeeded()
        else:
            self._note_failure(now)
        self._trouble = f"closed with {ws.close_code} {ws.close_reason or ''}".rstrip()
        self._emit("disconnected", code=ws.close_code, reason=ws.close_reason)
        return not is_terminal(ws.close_code)

    async def _wait(self) -> bool:
        """Wait before the next attempt; False when there have been enough."""
        if self._max_attempts is not None and self.backoff.attempt >= self._max_attempts:
            self._emit("max_reconnect_reached", attempts=self.backoff.attempt)
            return False
        self.state = ClientState.WAITING
        self.stats.last_wait = max(self._retry_after, self.backoff.next())
        await asyncio.sleep(self.stats.last_wait)
        self.stats.reconnects += 1
        return True

    # What comes in and goes out

    def _deliver(self, message: dict[str, Any]) -> None:
        if self.state is ClientState.CLOSED:
            return
        self.stats.messages_received += 1
        match message:
            case {"type": "event", "room": str(room)}:
                self.stats.callback_errors += self._interests.deliver(room, message.get("data"))
            case {"type": "progress" | "progress.error" | "progress.complete", "data": {"sessionId": str(session)}}:
                self._progress.deliver(session, message)
            case {"type": "serverShutdown"}:
                wait = message.get("retry_after")
                self._retry_after = _bounded(wait) if isinstance(wait, int | float) else 0.0
                self._emit("server_shutdown", retry_after=self._retry_after)
            case _:
                self.stats.messages_ignored += 1

    def _dropped(self, subscription: Subscription) -> None:
        """A subscription has ended; with the last one of a room the server is told."""
        if self._interests.discard(subscription):
            self._say_soon("room.leave", subscription.room)

    def _say_soon(self, kind: str, room: str) -> None:
        """Tell the server about a room, without making anybody wait for it."""
        if self._link is None or self.state is not ClientState.CONNECTED:
            return  # it is told about all rooms when there is a connection
        task = asyncio.create_task(self._say(self._link, kind, room))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _say(self, link: Link, kind: str, room: str) -> None:
        try:
            await link.request(kind, self._timeout, {"room": room})
        except Refused as refusal:
            self._emit("refused", room=room, code=refusal.code, message=str(refusal))
        except (TimeoutError, ConnectionError):
            pass  # the next connection starts with all rooms anyway

    async def _say_goodbye(self, rooms: list[str], reason: str) -> None:
        """Leave the rooms and close; a server that does not listen is not waited for."""
        link, ws = self._link, self._ws
        if link is None or ws is None:
            return
        try:
            async with asyncio.timeout(min(1.0, self._timeout)):
                for room in rooms:
                    await link.send("room.leave", room=room)
                await ws.close(CloseCode.NORMAL, reason)
        except Exception as error:
            log.debug("closing %s: %s", self.uri, error)
            ws.transport.abort()


def _bounded(seconds: float) -> float:
    """A wait that a server asks for, as far as it is heeded."""
    return min(max(seconds, 0.0), LONGEST_REQUEST) if seconds == seconds else 0.0  # NaN is not equal to itself
