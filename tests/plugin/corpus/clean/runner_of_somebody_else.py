"""Runners of the program and of a fixture make their loops in the first test that runs something."""

import asyncio

import pytest

RUNNER = asyncio.Runner()


class Bridge:
    def __init__(self):
        self.runner = asyncio.Runner()

    def call(self, coroutine):
        return self.runner.run(coroutine)


@pytest.fixture(scope="module")
def bridge():
    made = Bridge()
    yield made
    made.runner.close()


async def work():
    asyncio.get_running_loop().call_later(0, int)
    await asyncio.sleep(0)


def test_of_the_program():
    RUNNER.run(work())


def test_of_a_fixture(bridge):
    bridge.call(work())


def test_again(bridge):
    bridge.call(work())
    RUNNER.run(work())


def test_of_its_own():
    with asyncio.Runner() as runner:
        runner.run(work())
        runner.run(work())


def test_at_once():
    asyncio.run(work())


def test_stopped_and_resumed():
    loop = asyncio.new_event_loop()
    loop.call_soon(loop.stop)
    task = loop.create_task(work())
    loop.run_forever()
    loop.run_until_complete(task)
    loop.close()
