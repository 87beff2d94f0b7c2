# needs: redis-server
# leak: subscription | test_presence | presence
# leak: subscription | test_dropped | collected but never closed | alerts | born: dropped
"""A subscription at a real Redis that nobody closes; another one is closed."""

import asyncio
import shutil
import socket
import subprocess

import pytest
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = []


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [shutil.which("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, cwd=tmp_path_factory.mktemp("redis"), stdout=subprocess.DEVNULL) as server:
        yield port
        server.terminate()


def client(port):
    return redis.asyncio.Redis(port=port, retry=Retry(ConstantBackoff(0.02), 200), retry_on_error=[ConnectionError])


async def presence(port):
    pubsub = client(port).pubsub()  # <- born
    await pubsub.subscribe("presence")
    KEPT.append(pubsub)


async def test_presence(port):
    await presence(port)


async def test_dropped(port):
    pubsub = client(port).pubsub()  # <- dropped
    await pubsub.subscribe("alerts")


async def test_closed(port):
    async with client(port) as redis_client, redis_client.pubsub() as pubsub:
        await pubsub.subscribe("news")
        await asyncio.sleep(0)
