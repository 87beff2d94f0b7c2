"""What a node held in Redis is free again when it ends, in order or not, or is told as what could not be taken back."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack

import pytest
from prometheus_client import generate_latest
from redis.asyncio import Redis
from websockets.asyncio.client import connect

from wshygiene_reference import ManagerConfig, WebSocketManager
from wshygiene_reference.nodes import NodeConfig
from wshygiene_reference.nodes.redis_node import RedisNode
from wshygiene_reference.operation import Operation, OperationConfig

from .cluster import HASTY, ask, becomes, cluster, heard, joining, looking_at, together
from .conftest import Serve, client, until
from .redis_server import RedisServer

pytestmark = pytest.mark.asyncio


async def test_a_shutdown_without_redis_says_what_could_not_be_taken_back(redis: RedisServer) -> None:
    manager = WebSocketManager(ManagerConfig(max_memory_percent=100))
    async with manager, RedisNode(manager, redis.url, NodeConfig(**HASTY)) as node:
        await manager.start(port=0)
        await until(lambda: node.trouble() is None)
        async with client(manager, "/?phone") as ws:
            await ask(ws, "job.subscribe", jobId="7")
            await becomes(lambda: node.presence("job:7"), 1)
            redis.kill()
        report = await manager.shutdown()
    assert report.left == {}
    assert report.expiring["session"] == 1
    assert report.expiring["room"] == 2
    assert node.trouble() is not None


async def test_a_shutdown_leaves_nothing_in_redis(serve: Serve, redis: RedisServer) -> None:
    operated = OperationConfig(redis_url=redis.url, redis_deadline=1.0, node_connection_rate=1000)
    async with looking_at(redis) as onlooker:
        async with serve() as manager, Operation(manager, operated) as operation:
            assert operation.node is not None
            await until(lambda: operation.node is not None and operation.node.trouble() is None)
            async with client(manager) as ws:
                await ask(ws, "thread.subscribe", threadId="t")
                await ask(ws, "typing.start", threadId="t")
                await becomes(lambda: onlooker.exists("wshygiene:typing:t", "wshygiene:room:thread:t"), 2)
                assert await onlooker.pubsub_numsub("wshygiene:nodes") == [(b"wshygiene:nodes", 1)]
                assert len(await onlooker.client_list()) == 3, "one connection listens, one asks, one is ours"
                figures = generate_latest(operation.metrics).decode()
                assert "wshygiene_node_connected 1.0\n" in figures
                assert "wshygiene_node_admitted_alone_total 0.0\n" in figures
                await ws.close()
                await until(lambda: operation.node is not None and operation.node.stats()["told"] == 0)
                report = await manager.shutdown()
        assert report.expiring == {}
        assert [key for key in await onlooker.keys() if b"bucket" not in key] == []
        assert all([await onlooker.pttl(key) > 0 for key in await onlooker.keys()]), (
            "buckets go when they are full again"
        )
        assert await onlooker.pubsub_numsub("wshygiene:nodes") == [(b"wshygiene:nodes", 0)]
        await becomes(lambda: _clients(onlooker), 1)


async def _clients(onlooker: Redis) -> int:
    return len(await onlooker.client_list())


NODE = """
import asyncio, sys
from wshygiene_reference import Identity, ManagerConfig, WebSocketManager
from wshygiene_reference.nodes import NodeConfig
from wshygiene_reference.nodes.redis_node import RedisNode

async def everybody(credentials):
    return Identity(credentials.token, credentials.token)

async def main(url, deadline, ttl):
    config = ManagerConfig(max_memory_percent=100)
    manager = WebSocketManager(config, authenticate=everybody)
    node = RedisNode(manager, url, NodeConfig(deadline=float(deadline), lease_ttl=float(ttl)))
    async with manager, node:
        await manager.start(port=0)
        while node.trouble() is not None:
            await asyncio.sleep(0.01)
        print(manager.port, flush=True)
        await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_what_a_node_held_that_was_killed_is_free_again(serve: Serve, redis: RedisServer) -> None:
    words = [sys.executable, "-c", NODE, redis.url, str(HASTY["deadline"]), str(HASTY["lease_ttl"])]
    process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        port = int(await process.stdout.readline())
        async with AsyncExitStack() as stack:
            (near,) = await stack.enter_async_context(
                cluster(serve, [joining(redis.url)], HASTY, max_connections_per_user=2)
            )
            await together([near])
            grace = await stack.enter_async_context(near.connect("grace"))
            await ask(grace, "thread.subscribe", threadId="t")
            ada = {"additional_headers": {"Authorization": "Bearer ada"}, "compression": None, "ping_interval": None}
            for _ in range(2):
                ws = await stack.enter_async_context(connect(f"ws://127.0.0.1:{port}/", **ada))
                await ask(ws, "thread.subscribe", threadId="t")
            await ask(ws, "typing.start", threadId="t")
            assert json.loads(await grace.recv())["data"]["isTyping"] is True
            await becomes(lambda: near.node.presence("thread:t"), 3)
            await becomes(lambda: near.node.typing_in("t"), {"ada"})
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()
            await becomes(lambda: near.node.presence("thread:t"), 1)
            await becomes(lambda: near.node.typing_in("t"), frozenset())
            async with near.connect("ada"), near.connect("ada"):
                pass
            stopped = {"threadId": "t", "userId": "ada", "isTyping": False}
            while stopped not in await heard(grace):
                await asyncio.sleep(0.01)
            await until(lambda: len(near.node.peers) == 0)
        async with looking_at(redis) as onlooker:
            await becomes(onlooker.keys, [])
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
