# needs: redis-server
# leak: subscription | test_read_later | collected but never closed | alerts | born: later
# leak: subscription | test_read_in_time | collected but never closed | alerts | born: in_time
# leak: subscription | test_read_at_once | collected but never closed | alerts | born: at_once
"""Subscriptions that the garbage collector has seen before they had a connection: it comes to the connection first.

The last of these tests closes its own.
"""

import asyncio
import gc
import shutil
import socket
import subprocess
import time

import pytest
import redis
import redis.asyncio

in_one_loop = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [shutil.which("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, cwd=tmp_path_factory.mktemp("redis"), stdout=subprocess.DEVNULL) as server:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.01)
        yield port
        server.terminate()


@in_one_loop
async def test_read_later(port):
    pubsub = redis.asyncio.Redis(port=port).pubsub()  # <- later
    gc.collect(0)
    await pubsub.subscribe("alerts")


@in_one_loop
async def test_read_in_time(port):
    pubsub = redis.asyncio.Redis(port=port).pubsub()  # <- in_time
    gc.collect(0)
    await pubsub.subscribe("alerts")
    del pubsub
    gc.collect()


class Reader:
    def __init__(self, pubsub):
        self.pubsub = pubsub
        pubsub.reader = self


def test_read_at_once(port):
    reader = Reader(redis.Redis(port=port).pubsub())  # <- at_once
    gc.collect(0)
    reader.pubsub.subscribe("alerts")


@in_one_loop
async def test_closed(port):
    async with redis.asyncio.Redis(port=port) as client:
        pubsub = client.pubsub()
        gc.collect(0)
        await pubsub.subscribe("news")
        await pubsub.aclose()
        del pubsub
    await asyncio.sleep(0)
    gc.collect()
