"""Live updates: one task looks at the manager for all open dashboards, and only while there is one.

Each browser holds a stream of server-sent events. It is given the newest event and no other, so that one that reads
slowly costs a single event; and it ends with the session, with the manager, and after a while by itself, upon which the
browser opens another.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager

log = logging.getLogger("wshygiene_reference.dashboard")

#: Seconds between two events, and the part of the time that making them may take.
INTERVAL, SHARE = 2.0, 0.02
#: Seconds between two events at most, however long making one takes: on a busy machine most of that is waiting.
LONGEST = 10.0
#: Streams at the same time. One more gets a single event, and comes back for the next: it polls.
MOST = 32
#: Seconds that a stream lasts. A server that stops waits for its streams and does not tell them; so none is long.
LIFETIME = 10.0
#: Seconds that a browser may take for reading one event, and that it waits before it comes back for another.
PATIENCE, POLL = 10.0, 2.0

LAST = b"event: closed\ndata: \n\n"
SIGNED_OUT = b"event: signed-out\ndata: \n\n"


def event(html: str, retry: float | None = None) -> bytes:
    """A server-sent event that holds some HTML; ``retry`` is seconds until the browser comes back after the end."""
    head = "" if retry is None else f"retry: {retry * 1000:.0f}\n"
    return (head + "".join(f"data: {line}\n" for line in html.replace("\r", " ").split("\n")) + "\n").encode(
        errors="replace"
    )


class Observer:
    """One stream: the newest event that it has not sent yet."""

    def __init__(self) -> None:
        self._latest: bytes | None = None
        self._news = asyncio.Event()
        self.is_over = False

    def tell(self, latest: bytes) -> None:
        """Hand over an event; one that still waits is replaced."""
        self._latest = latest
        self._news.set()

    def end(self) -> None:
        """Have the stream end."""
        self.is_over = True
        self._news.set()

    async def next(self) -> bytes | None:
        """The next event; None at the end of the stream."""
        await self._news.wait()
        self._news.clear()
        latest, self._latest = self._latest, None
        return None if self.is_over else latest


class Feed:
    """Makes an event every ``interval`` seconds with ``take()`` while somebody observes, and tells everybody."""

    def __init__(
        self, manager: WebSocketManager, take: Callable[[], Awaitable[str]], interval: float = INTERVAL
    ) -> None:
        self._manager = manager
        self._take = take
        self._interval = interval
        self._observers: set[Observer] = set()
        self._left = asyncio.Event()
        self._is_running = False
        self._has_failed = False
        #: Seconds that the event loop was behind at the last event.
        self.late: float | None = None

    @property
    def is_full(self) -> bool:
        """True when a further observer has to poll."""
        return len(self._observers) >= MOST or self._manager.is_draining

    async def once(self) -> bytes:
        """A single event for somebody who polls."""
        return event(await self._take(), POLL)

    @contextmanager
    def observed(self) -> Iterator[Observer]:
        """An observer who is told while in here."""
        observer = Observer()
        self._observers.add(observer)
        self._left.clear()
        if not self._is_running:
            self._is_running = True
            self._manager.background.once("dashboard", self._run())
        try:
            yield observer
        finally:
            self._observers.discard(observer)
            if not self._observers:
                self._left.set()

    def close(self) -> None:
        """End all streams."""
        for observer in self._observers:
            observer.end()

    def __len__(self) -> int:
        return len(self._observers)

    async def _run(self) -> None:
        """Make events until nobody is left; the end of the manager cancels this, and ends all streams with it."""
        loop = asyncio.get_running_loop()
        try:
            while self._observers:
                began = loop.time()
                await self._tell()
                spared = min((loop.time() - began) / SHARE, LONGEST)
                await self._pause(max(self._interval, spared))
        finally:
            self._is_running = False
            self.close()

    async def _tell(self) -> None:
        """Tell everybody. Of failures in a row the first is logged; the page says by itself that it is not live."""
        try:
            news = event(await self._take())
        except Exception:
            if not self._has_failed:
                log.exception("the dashboard has nothing to show")
            self._has_failed = True
            return
        self._has_failed = False
        for observer in self._observers:
            observer.tell(news)

    async def _pause(self, seconds: float) -> None:
        """Wait, or until the last observer has left."""
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds
        try:
            async with asyncio.timeout_at(due):
                await self._left.wait()
        except TimeoutError:
            self.late = loop.time() - due


class Stream(Response):
    """The answer that tells one browser of everything, until it goes or is let go. ``is_welcome`` is asked each time.

    It is written out here since it has to notice at once when the browser goes, and must not wait for one that does
    not read.
    """

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, is_welcome: Callable[[], bool]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._feed = feed
        self._is_welcome = is_welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until one side ends it."""
        self._send = send
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if self._feed.is_full:
            await self._write(await self._feed.once(), more=False)
            return
        with self._feed.observed() as observer:
            leaving = asyncio.create_task(_left(receive), name="wshygiene dashboard: browser gone")
            leaving.add_done_callback(lambda _: observer.end())
            enough = asyncio.get_running_loop().call_later(LIFETIME, observer.end)
            try:
                await self._tell(observer)
            finally:
                enough.cancel()
                leaving.cancel()
                await asyncio.wait([leaving])

    async def _tell(self, observer: Observer) -> None:
        while (news := await observer.next()) is not None:
            if not self._is_welcome():
                await self._write(SIGNED_OUT, more=False)
                return
            if not await self._write(news):
                return
        await self._write(LAST, more=False)

    async def _write(self, body: bytes, *, more: bool = True) -> bool:
        """Send some bytes; False when the browser does not read."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._send({"type": "http.response.body", "body": body, "more_body": more})
        except TimeoutError:
            return False
        return True


async def _left(receive: Receive) -> None:
    """Wait until the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
