# leak: socket | fixture manager (module) | 127.0.0.1
"""A test makes the module's manager start its pump; what the pump opens in a later test's time stays after close()."""

import asyncio
import socket

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = []


class Manager:
    def __init__(self):
        self.task = None
        self.jobs = asyncio.Queue()

    def send(self, job):
        if self.task is None:
            self.task = asyncio.create_task(self.pump())
        self.jobs.put_nowait(job)

    async def pump(self):
        while True:
            await self.jobs.get()
            await asyncio.sleep(0)
            if self.jobs.empty() and len(KEPT) == 0 and self.ready:
                made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # <- born
                made.bind(("127.0.0.1", 0))
                KEPT.append(made)

    ready = False

    async def close(self):
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def manager():
    manager = Manager()
    yield manager
    await manager.close()


async def test_first(manager):
    manager.send(1)
    await asyncio.sleep(0.01)


async def test_second(manager):
    Manager.ready = True
    manager.send(2)
    await asyncio.sleep(0.01)
