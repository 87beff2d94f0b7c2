# clean: the module's clock re-arms its timer while tests run, and hands out ticks to them
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Clock:
    def __init__(self):
        self.loop, self.ticks = asyncio.get_running_loop(), 0
        self.waiters = []
        self.arm()

    def arm(self):
        self.handle = self.loop.call_later(0.001, self.tick)

    def tick(self):
        self.ticks += 1
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(self.ticks)
        self.waiters.clear()
        self.arm()

    def next(self):
        self.waiters.append(self.loop.create_future())
        return self.waiters[-1]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clock():
    clock = Clock()
    yield clock
    clock.handle.cancel()


async def test_two_ticks(clock):
    assert await clock.next() < await clock.next()


async def test_another(clock):
    assert await clock.next() > 2
