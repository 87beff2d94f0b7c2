# leak: socket | test_rpc | 127.0.0.1 | .CLIENTS[0].writer.close()`, then `await
# leak: socket | test_listener | .READERS[0]._transport | release   `writer.close()`, then `await writer | born: listens
"""An RPC client over asyncio streams that forgets its writer, to a server of the module."""

import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Rpc:
    async def open(self, host, port):
        self.reader, self.writer = await asyncio.open_connection(host, port)  # <- born
        return self

    async def call(self, word):
        self.writer.write(word + b"\n")
        return (await self.reader.readline()).strip()


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()
    await writer.wait_closed()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address():
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()


CLIENTS, READERS, WRITERS = [], [], []


async def test_rpc(address):
    client = await Rpc().open(*address)
    CLIENTS.append(client)
    assert await client.call(b"ping") == b"ping"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def hang_up(address):
    yield
    for writer in (*[client.writer for client in CLIENTS], *[kept["one"] for [kept] in WRITERS]):
        writer.close()
        await writer.wait_closed()


async def test_listener(address):
    reader, writer = await asyncio.open_connection(*address)  # <- listens
    READERS.append(reader)
    WRITERS.append([{"one": writer}])
