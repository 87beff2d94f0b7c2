"""Tests that are interleaved in one loop: what one has asked for is worked on while the next one runs."""

import asyncio

import pytest
from chat import echo, url
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


class Desk:
    """Takes orders from several tests at once; what one has asked for is worked on while the next one runs."""

    def __init__(self):
        self.orders, self.ready, self.timers = {}, asyncio.Queue(), {}

    def take(self, name):
        self.orders[name] = asyncio.create_task(self.work(name))
        self.timers[name] = asyncio.get_running_loop().call_later(60, print, name)

    async def work(self, name):
        async with connect(self.address) as connection:
            await connection.send(name)
            await self.ready.put(await connection.recv())
            await asyncio.sleep(0.02)

    async def give(self, name):
        self.timers.pop(name).cancel()
        await self.orders.pop(name)


@pytest.fixture(scope="module")
async def kitchen():
    async with serve(echo, "127.0.0.1", 0) as server:
        yield url(server)


@pytest.fixture(scope="module")
async def desk(kitchen):
    desk = Desk()
    desk.address = kitchen
    waiter = asyncio.create_task(wait_on(desk))
    yield desk
    desk.asked.put_nowait(None)
    await waiter


async def wait_on(desk):
    """The desk works in the fixture's task, whoever asks."""
    desk.asked = asyncio.Queue()
    while (order := await desk.asked.get()) is not None:
        ask, name, done = order
        done.set_result(await ask(name) if asyncio.iscoroutinefunction(ask) else ask(name))


async def ask(desk, call, name):
    await asyncio.sleep(0)
    done = asyncio.get_running_loop().create_future()
    desk.asked.put_nowait((call, name, done))
    await done


@pytest.fixture(scope="module")
async def line(kitchen):
    async with connect(kitchen) as connection:
        yield connection


async def test_first_begins(desk, line):
    await ask(desk, desk.take, "soup")
    await line.send("one")


async def test_second_begins_before_the_first_is_served(desk, line):
    await ask(desk, desk.take, "salad")
    assert await line.recv() == "one"
    await line.send("two")
    await asyncio.wait_for(desk.ready.get(), 5)


async def test_first_is_served_in_the_time_of_another(desk, line):
    assert await line.recv() == "two"
    await ask(desk, desk.give, "soup")


async def test_both_at_once(desk):
    await asyncio.gather(ask(desk, desk.give, "salad"), ask(desk, desk.take, "cake"))
    await ask(desk, desk.give, "cake")
