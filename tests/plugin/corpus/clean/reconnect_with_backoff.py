# clean: a client that reconnects with jittered delays and a watchdog, and tidies all of it up
import asyncio

import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


class Client:
    def __init__(self, url):
        self.url, self.greetings = url, []
        self.watchdog = None

    async def run(self):
        loop = asyncio.get_running_loop()
        for attempt in range(5):
            self.feed(loop)
            try:
                async with connect(self.url, ping_interval=0.01) as ws:
                    self.greetings.append(await ws.recv())
                    await ws.recv()
            except ConnectionClosed:
                await asyncio.sleep(0.001 * 2**attempt)

    def feed(self, loop):
        if self.watchdog:
            self.watchdog.cancel()
        self.watchdog = loop.call_later(30, self.task.cancel)

    async def __aenter__(self):
        self.task = asyncio.create_task(self.run())
        return self

    async def __aexit__(self, *exc):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        self.watchdog.cancel()


@pytest_asyncio.fixture
async def url():
    async def greet(ws):
        await ws.send("hello")
        await ws.close(1012)

    async with serve(greet, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_reconnects(url):
    async with Client(url) as client:
        while len(client.greetings) < 3:
            await asyncio.sleep(0.001)
