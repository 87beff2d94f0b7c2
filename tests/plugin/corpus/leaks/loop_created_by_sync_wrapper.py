# leak: event loop | test_wrapper | run_sync
"""The classic synchronous wrapper: a new loop for each call, none closed."""

import asyncio

LOOPS = []


async def answer():
    return 42


def run_sync(coroutine):
    loop = asyncio.new_event_loop()  # <- born
    LOOPS.append(loop)
    return loop.run_until_complete(coroutine)


def test_wrapper():
    assert run_sync(answer()) == 42
