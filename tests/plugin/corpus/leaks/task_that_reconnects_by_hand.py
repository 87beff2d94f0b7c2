# leak: task | test_opens_again_after_an_error | Feed.keep() | FEEDS[0].running.cancel() | born: start
# leak: connection | test_opens_again_after_an_error | born: open
# leak: task | test_opens_again_in_the_caller | Feed.sessions() | FEEDS[1].running.cancel() | born: caller
# leak: connection | test_opens_again_in_the_caller | born: session
# leak: connection | test_reads_until_it_is_closed | task Feed.read() | born: direct
# leak: connection | test_leaves_the_connection | cancel the task that runs `Feed.within()` | born: within
# leak: connection | test_has_a_watchdog | task Feed.read() | born: watched
# leak: timer | test_has_a_watchdog | Feed.bark() | born: dog
"""Closing a connection ends the task that reads from it, unless that opens the next one; a timer it ends in no case."""

import asyncio
import contextlib

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.asyncio(loop_scope="module")
FEEDS = []


class Feed:
    def __init__(self, url):
        self.url = url
        self.opened = asyncio.Event()
        FEEDS.append(self)

    async def start(self, work):
        self.running = asyncio.create_task(work)  # <- start
        await self.opened.wait()

    async def keep(self):
        while True:
            try:
                self.ws = await connect(self.url)  # <- open
                self.opened.set()
                while True:
                    await self.ws.recv()
            except (OSError, ConnectionClosed):
                await asyncio.sleep(0.1)

    async def sessions(self):
        while True:
            with contextlib.suppress(ConnectionClosed):
                await self.session()

    async def session(self):
        self.ws = await connect(self.url)  # <- session
        self.opened.set()
        await self.ws.recv()

    async def within(self):
        while True:
            async with connect(self.url) as ws:  # <- within
                self.opened.set()
                async for _ in ws:
                    pass

    async def read(self):
        while True:
            try:
                await self.ws.recv()
            except ConnectionClosed:
                return

    def bark(self):
        self.dog = asyncio.get_running_loop().call_later(60, self.bark)  # <- dog


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    async with serve(lambda ws: ws.wait_closed(), "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for feed in FEEDS:
            feed.running.cancel()


async def test_opens_again_after_an_error(url):
    feed = Feed(url)
    await feed.start(feed.keep())


async def test_opens_again_in_the_caller(url):
    feed = Feed(url)
    feed.running = asyncio.create_task(feed.sessions())  # <- caller
    await feed.opened.wait()


async def test_reads_until_it_is_closed(url):
    feed = Feed(url)
    feed.ws = await connect(url)  # <- direct
    feed.running = asyncio.create_task(feed.read())
    await asyncio.sleep(0)


async def test_leaves_the_connection(url):
    feed = Feed(url)
    await feed.start(feed.within())


async def test_has_a_watchdog(url):
    feed = Feed(url)
    feed.ws = await connect(url)  # <- watched
    feed.running = asyncio.create_task(feed.read())
    feed.bark()
    await asyncio.sleep(0)


async def test_ends_both(url):
    feed = Feed(url)
    await feed.start(feed.keep())
    feed.running.cancel()
    await feed.ws.close()
