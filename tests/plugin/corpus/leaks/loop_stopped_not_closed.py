# leak: event loop | fixture loop (function) | was still open
"""The fixture makes a loop and hands it out; its teardown stops it and does not close it."""

import asyncio

import pytest

LOOPS = []


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()  # <- born
    LOOPS.append(loop)
    yield loop
    loop.stop()


def test_sum(loop):
    assert loop.run_until_complete(asyncio.sleep(0, 3)) == 3
