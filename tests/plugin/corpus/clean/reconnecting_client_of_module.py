# clean: a client of the module's connects when a test first uses it, and again whenever the server drops it
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Client(asyncio.Protocol):
    transport = task = None

    def __init__(self, port):
        self.port = port
        self.up = asyncio.Event()
        self.closing = False

    def use(self):
        if self.task is None:
            self.dial()

    def dial(self):
        self.task = asyncio.get_running_loop().create_task(self._dial())

    async def _dial(self):
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.port)

    def connection_made(self, transport):
        self.transport = transport
        self.up.set()

    def connection_lost(self, error):
        self.up.clear()
        if not self.closing:
            asyncio.get_running_loop().call_later(0.002, self.dial)

    async def close(self):
        self.closing = True
        await self.task
        self.transport.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server():
    writers = []
    async with await asyncio.start_server(lambda reader, writer: writers.append(writer), "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], writers
        for writer in writers:
            writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(server):
    client = Client(server[0])
    yield client
    await client.close()


async def test_connects(client):
    client.use()
    await client.up.wait()


async def drop(client, server):
    await client.up.wait()
    transport = client.transport
    server[1][-1].close()
    while client.transport is transport:
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("n", range(3))
async def test_dropped(client, server, n):
    await drop(client, server)
