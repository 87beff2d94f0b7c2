# leak: timer | test_arms | fire | born: arm
"""A timer of the test's on a loop in a fixture's thread, which opens something in the next test's time."""

import asyncio
import socket
import threading
import time

import pytest

KEPT = []


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def fire():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    KEPT.append(made)


def test_arms(loop):
    def arm():
        loop.call_later(0.4, fire)  # <- arm

    loop.call_soon_threadsafe(arm)


def test_next(loop):
    time.sleep(0.5)
