# needs: redis-server
# leak: subscription | test_alerts | keep the `PubSubWorkerThread`; at the end its `stop()`, then its `join()`
"""A thread of the library's reads a subscription, and nobody keeps either: closing it would not end the thread."""

import shutil
import socket
import subprocess

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry


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
    pubsub = redis.Redis(port=port).pubsub()  # <- born
    pubsub.subscribe(alerts=print)
    pubsub.run_in_thread(sleep_time=0.1, daemon=True)
