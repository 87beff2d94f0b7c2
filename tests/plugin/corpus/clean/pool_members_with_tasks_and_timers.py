# clean: what a pool of a module's fixture keeps has a reader task and a timer of its own, and is closed with the pool
import asyncio
import contextlib

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Link:
    def __init__(self, reader, writer):
        self.reader, self.writer, self.answers = reader, writer, asyncio.Queue()
        self.reading = asyncio.create_task(self.read())
        self.ping = None

    async def read(self):
        while line := await self.reader.readline():
            self.answers.put_nowait(line)

    async def ask(self, line):
        self.writer.write(line)
        return await self.answers.get()

    async def close(self):
        self.ping.cancel()
        self.reading.cancel()
        self.writer.close()
        await self.writer.wait_closed()


class Pool:
    def __init__(self, address):
        self.address, self.free, self.reapers = address, [], {}

    @contextlib.asynccontextmanager
    async def take(self):
        link = self.free.pop() if self.free else Link(*await asyncio.open_connection(*self.address))
        if link in self.reapers:
            self.reapers.pop(link).cancel()
            link.ping.cancel()
        yield link
        self.free.append(link)
        loop = asyncio.get_running_loop()
        self.reapers[link] = loop.call_later(30, self.free.remove, link)
        link.ping = loop.call_later(20, link.writer.write, b"ping\n")

    async def close(self):
        for reaper in self.reapers.values():
            reaper.cancel()
        for link in self.free:
            await link.close()


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    pool = Pool(server.sockets[0].getsockname())
    yield pool
    await pool.close()
    server.close()


async def test_the_first_one(pool):
    async with pool.take() as link:
        assert await link.ask(b"a\n") == b"a\n"


async def test_the_same_and_another(pool):
    async with pool.take() as one, pool.take() as two:
        assert await asyncio.gather(one.ask(b"1\n"), two.ask(b"2\n")) == [b"1\n", b"2\n"]
