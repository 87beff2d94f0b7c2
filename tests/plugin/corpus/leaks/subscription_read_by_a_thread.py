# needs: redis-server
# leak: subscription | test_alerts | subscription_read_by_a_thread.KEPT[0].stop()` | born: thread
# leak: socket | test_jobs | cancel the task that runs | `await client.aclose()` | born: jobs
"""A thread of the library's that the user keeps, and a task that waits inside of a client: what is to be ended."""

import asyncio
import shutil
import socket
import subprocess

import pytest
import redis
import redis.asyncio
from redis.backoff import ConstantBackoff
from redis.retry import Retry

KEPT = []


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [shutil.which("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, cwd=tmp_path_factory.mktemp("redis"), stdout=subprocess.DEVNULL) as server:
        retry = Retry(ConstantBackoff(0.02), 200)
        with redis.Redis(port=port, retry=retry, retry_on_error=[redis.ConnectionError]) as client:
            client.ping()
        yield port
        server.terminate()


def test_alerts(port):
    pubsub = redis.Redis(port=port).pubsub()  # <- thread
    pubsub.subscribe(alerts=print)
    KEPT.append(pubsub.run_in_thread(sleep_time=0.1, daemon=True))


def test_alerts_end(port):
    with redis.Redis(port=port) as client, client.pubsub() as pubsub:
        pubsub.subscribe(alerts=print)
        thread = pubsub.run_in_thread(sleep_time=0.01)
        thread.stop()
        thread.join()


async def test_jobs(port):
    client = redis.asyncio.Redis(port=port)

    async def work():
        while True:
            await client.blpop("jobs")  # <- jobs

    KEPT.append(asyncio.create_task(work()))
    await asyncio.sleep(0.05)


async def test_jobs_end(port):
    async with redis.asyncio.Redis(port=port) as client:
        task = asyncio.create_task(client.blpop("jobs"))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])
