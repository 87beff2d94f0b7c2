# leak: timer | test_reply_is_put_off | in the teardown of `client`: `client.feed.late['eur'].cancel()`
"""What runs at the moment and leaves a timer armed is no advice: ``close()`` ends the loop with the timer on it."""

import asyncio
import threading

import pytest


class Feed:
    def __init__(self):
        self.late = {}

    async def put_off(self, name):
        self.late[name] = asyncio.get_running_loop().call_later(60, print, name)  # <- born

    def stop(self):
        self.is_open = False


class Client:
    def __init__(self):
        self.feed = Feed()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        self.loop.run_forever()
        self.loop.close()

    def close(self):
        self.feed.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


@pytest.fixture
def client():
    client = Client()
    yield client
    client.close()


def test_reply_is_put_off(client):
    asyncio.run_coroutine_threadsafe(client.feed.put_off("eur"), client.loop).result()
    assert list(client.feed.late) == ["eur"]
