# leak: task | test_first | beat | only the event loop | born: beat
# leak: task | test_second | beat | only the event loop | born: beat
"""The loop's thread may come to what a test has given it only when the test has ended; then it never stands still."""

import asyncio
import threading

import pytest


class Client:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    async def beat(self):
        while True:
            await asyncio.sleep(0.002)

    def start(self):
        asyncio.run_coroutine_threadsafe(self.beat(), self.loop)  # <- beat

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()


@pytest.fixture(scope="module")
def client():
    client = Client()
    yield client
    client.close()


def test_first(client):
    client.start()


def test_second(client):
    client.start()
