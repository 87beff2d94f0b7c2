# leak: task | fixture feed (function) | Feed.pump
"""The fixture starts a feed and has no teardown; the test that uses it is innocent."""

import asyncio

import pytest_asyncio


class Feed:
    def __init__(self):
        self.seen = asyncio.Queue()

    async def pump(self):
        tick = 0
        while True:
            tick += 1
            await self.seen.put(tick)
            await asyncio.sleep(10)


@pytest_asyncio.fixture
async def feed():
    feed = Feed()
    feed.task = asyncio.create_task(feed.pump())  # <- born
    return feed


async def test_first_tick(feed):
    assert await feed.seen.get() == 1


async def test_pure():
    assert 1 + 1 == 2
