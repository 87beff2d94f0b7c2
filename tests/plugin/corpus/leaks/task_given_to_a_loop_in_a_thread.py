# leak: task | test_call | poll
"""A coroutine that a plain test gives to a loop in another thread goes on there."""

import asyncio
import threading

import pytest


async def poll():
    while True:
        await asyncio.sleep(5)


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_call(loop):
    asyncio.run_coroutine_threadsafe(poll(), loop)  # <- born
    assert asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "done"), loop).result() == "done"
