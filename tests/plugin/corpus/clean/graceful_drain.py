# clean: a gateway that is told to drain, and waits for its handlers with a deadline
import asyncio
import contextlib

import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


class Gateway:
    def __init__(self):
        self.stopping = asyncio.Event()
        self.handlers = set()

    async def handler(self, ws):
        task = asyncio.current_task()
        self.handlers.add(task)
        try:
            reading = asyncio.create_task(ws.recv())
            stopping = asyncio.create_task(self.stopping.wait())
            await asyncio.wait([reading, stopping], return_when=asyncio.FIRST_COMPLETED)
            for each in (reading, stopping):
                each.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)
            await ws.send("bye")
        finally:
            self.handlers.discard(task)

    async def drain(self):
        self.stopping.set()
        async with asyncio.timeout(5):
            while self.handlers:
                await asyncio.sleep(0)


@pytest_asyncio.fixture
async def gateway():
    gateway = Gateway()
    async with serve(gateway.handler, "127.0.0.1", 0) as server:
        gateway.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield gateway


async def test_drain(gateway):
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connect(gateway.url)) for _ in range(3)]
        while len(gateway.handlers) < 3:
            await asyncio.sleep(0)
        await gateway.drain()
        assert [await client.recv() for client in clients] == ["bye"] * 3
