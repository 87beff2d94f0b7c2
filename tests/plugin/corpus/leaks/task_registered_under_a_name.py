# leak: task | test_subscribes | Feeds.follow | Feeds | count: 2
"""The module's feeds keep one task for each name; the test that follows two of them unfollows neither."""

import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Feeds:
    def __init__(self):
        self.tasks = {}

    async def follow(self, name):
        while True:
            await asyncio.sleep(5)

    def subscribe(self, name):
        self.tasks[name] = asyncio.create_task(self.follow(name))  # <- born

    async def unsubscribe(self, name):
        task = self.tasks.pop(name)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def close(self):
        for name in list(self.tasks):
            await self.unsubscribe(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def feeds():
    feeds = Feeds()
    yield feeds
    await feeds.close()


async def test_unsubscribes(feeds):
    feeds.subscribe("eur")
    await feeds.unsubscribe("eur")


async def test_subscribes(feeds):
    feeds.subscribe("usd")
    feeds.subscribe("gbp")
    await asyncio.sleep(0)
    assert len(feeds.tasks) == 2
