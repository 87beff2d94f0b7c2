# clean: the first who asks starts the loop in a thread that all clients share; the end of the process stops it
import asyncio
import atexit
import functools
import threading

import pytest


class Portal:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        self.loop.run_forever()
        self.loop.close()

    def call(self, function, *args):
        return asyncio.run_coroutine_threadsafe(function(*args), self.loop).result(5)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


@functools.cache
def portal():
    made = Portal()
    atexit.register(made.stop)
    return made


@pytest.fixture
def client():
    return portal().call


def test_first(client):
    assert client(asyncio.sleep, 0, "slept") == "slept"


def test_again(client):
    assert client(asyncio.sleep, 0, 1) == 1
