# clean: a class whose tests share a loop, a server and a client, one after the other
import asyncio

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


@pytest.mark.asyncio(loop_scope="class")
class TestConversation:
    @pytest_asyncio.fixture(scope="class", loop_scope="class")
    async def line(self):
        async def echo(ws):
            async for message in ws:
                await ws.send(message)

        async with serve(echo, "127.0.0.1", 0) as server:
            async with connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}") as ws:
                yield ws

    async def test_hello(self, line):
        await line.send("hello")
        assert await line.recv() == "hello"

    async def test_ping(self, line):
        await (await line.ping())

    @pytest.mark.parametrize("size", [1, 10_000])
    async def test_sizes(self, line, size):
        await line.send(b"x" * size)
        assert len(await line.recv()) == size

    async def test_concurrently(self, line):
        await asyncio.gather(*(line.send(str(number)) for number in range(5)))
        assert sorted([await line.recv() for _ in range(5)]) == ["0", "1", "2", "3", "4"]
