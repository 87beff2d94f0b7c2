# needs: redis-server
"""A wider object subscribes when it is first asked to, and closes the subscription: the thread ends with that."""

import shutil
import socket
import subprocess

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry


class Alerts:
    def __init__(self, port):
        self.client = redis.Redis(port=port)

    def listen(self):
        self.pubsub = self.client.pubsub()
        self.pubsub.subscribe(alerts=print)
        self.pubsub.run_in_thread(sleep_time=0.01, daemon=True)

    def close(self):
        self.pubsub.close()
        self.client.close()


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


@pytest.fixture(scope="module")
def alerts(port):
    alerts = Alerts(port)
    yield alerts
    alerts.close()


def test_first_listens(alerts):
    alerts.listen()
    assert alerts.pubsub.subscribed


def test_second(alerts):
    assert alerts.pubsub.subscribed
