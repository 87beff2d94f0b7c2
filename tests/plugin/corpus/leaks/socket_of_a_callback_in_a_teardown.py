# leak: socket | test_subscribes | 127.0.0.1
"""A callback on a future of the fixture's, which its teardown brings about."""

import asyncio
import socket

import pytest

KEPT = []


@pytest.fixture(scope="module")
def closing():
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    yield future
    future.set_result(None)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def on_ready(future):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # <- born
    made.bind(("127.0.0.1", 0))
    KEPT.append(made)


def test_subscribes(closing):
    closing.add_done_callback(on_ready)


def test_next():
    pass
