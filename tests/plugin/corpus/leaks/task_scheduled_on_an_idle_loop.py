# leak: task | test_schedules | poll
# leak: task | test_schedules_by_steps | poll | born: step
# leak: task | test_on_uvloop | poll | born: uvloop
"""A test schedules a callback on a module's loop that turns only in the next one."""

import asyncio

import pytest
import uvloop

KEPT = []


async def poll():
    while True:
        await asyncio.sleep(5)


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner.get_loop()


@pytest.fixture(scope="module")
def fast():
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield runner.get_loop()


def test_schedules(loop):
    loop.call_soon(lambda: KEPT.append(loop.create_task(poll())))  # <- born


def test_schedules_by_steps(loop):
    loop.call_soon(loop.call_soon, loop.call_soon, lambda: KEPT.append(loop.create_task(poll())))  # <- step


def test_on_uvloop(fast):
    fast.call_soon(lambda: KEPT.append(fast.create_task(poll())))  # <- uvloop


def test_turns(loop, fast):
    loop.run_until_complete(asyncio.sleep(0.01))
    fast.run_until_complete(asyncio.sleep(0.01))
