# clean: a test's registration makes the module's manager start its heartbeat task
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Manager:
    def __init__(self):
        self.clients, self.heartbeat = {}, None

    async def register(self, name):
        self.clients[name] = 0
        if self.heartbeat is None:
            self.heartbeat = asyncio.create_task(self.beat())

    async def beat(self):
        while True:
            for name in self.clients:
                self.clients[name] += 1
            await asyncio.sleep(0.001)

    async def close(self):
        if self.heartbeat is not None:
            self.heartbeat.cancel()
            await asyncio.gather(self.heartbeat, return_exceptions=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def manager():
    manager = Manager()
    yield manager
    await manager.close()


async def test_beats(manager):
    await manager.register("a")
    while manager.clients["a"] < 3:
        await asyncio.sleep(0.001)


async def test_beats_on(manager):
    seen = manager.clients["a"]
    while manager.clients["a"] == seen:
        await asyncio.sleep(0.001)
