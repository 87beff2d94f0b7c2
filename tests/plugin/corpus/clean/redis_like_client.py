# clean: a client with a pool, a pub/sub reader and a lock, all closed by its fixture
import asyncio

import pytest
import pytest_asyncio
import redis.asyncio as redis

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def tiny_redis(reader, writer):
    while header := await reader.readline():
        words = []
        for _ in range(int(header[1:])):
            length = int((await reader.readline())[1:])
            words.append((await reader.readexactly(length + 2))[:-2].upper())
        if words[0] == b"SUBSCRIBE":
            writer.write(b"*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n")
        elif words[0] == b"UNSUBSCRIBE":
            writer.write(b"*3\r\n$11\r\nunsubscribe\r\n$4\r\nnews\r\n:0\r\n")
        else:
            writer.write(b"+PONG\r\n" if words[0] == b"PING" else b"+OK\r\n")
    writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with await asyncio.start_server(tiny_redis, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = redis.Redis(port=port, protocol=2)
        yield client
        await client.aclose()


async def test_ping(client):
    assert await client.ping()


async def test_many(client):
    assert all(await asyncio.gather(*(client.ping() for _ in range(3))))


async def test_subscription(client):
    async with client.pubsub() as pubsub:
        await pubsub.subscribe("news")
        message = await pubsub.get_message(timeout=5)
        assert message["type"] == "subscribe"
        await pubsub.unsubscribe("news")
