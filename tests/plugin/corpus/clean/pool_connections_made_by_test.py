# clean: a pool of a session fixture opens connections lazily, while a test waits for one
import asyncio
import contextlib

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Pool:
    def __init__(self, address):
        self.address, self.idle, self.busy = address, [], set()

    @contextlib.asynccontextmanager
    async def take(self):
        pair = self.idle.pop() if self.idle else await asyncio.open_connection(*self.address)
        self.busy.add(pair)
        try:
            yield pair
        finally:
            self.busy.discard(pair)
            self.idle.append(pair)

    async def close(self):
        for _, writer in self.idle:
            writer.close()
            await writer.wait_closed()


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool():
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        pool = Pool(server.sockets[0].getsockname())
        yield pool
        await pool.close()


async def say(pool, word):
    async with pool.take() as (reader, writer):
        writer.write(word)
        return await reader.readline()


async def test_one(pool):
    assert await say(pool, b"a\n") == b"a\n"


async def test_many(pool):
    words = [b"%d\n" % number for number in range(4)]
    assert await asyncio.gather(*(say(pool, word) for word in words)) == words
