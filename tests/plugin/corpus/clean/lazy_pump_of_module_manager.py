# clean: a lazily started pump of the module's manager opens and closes later
import asyncio
import socket

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def child():
    await asyncio.sleep(60)


class Manager:
    def __init__(self):
        self.task = None
        self.jobs = asyncio.Queue()
        self.opened = []
        self.beat = None

    def send(self, job):
        if self.task is None:
            self.task = asyncio.create_task(self.pump())
        self.jobs.put_nowait(job)

    async def pump(self):
        while True:
            await self.jobs.get()
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.bind(("127.0.0.1", 0))
            self.opened.append(made)
            self.rearm()
            if len(self.opened) == 2:
                self.child = asyncio.create_task(child())

    def rearm(self):
        if self.beat:
            self.beat.cancel()
        self.beat = asyncio.get_running_loop().call_later(5, self.rearm)

    async def close(self):
        if self.beat:
            self.beat.cancel()
        for task in (self.task, self.child):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for made in self.opened:
            made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def manager():
    manager = Manager()
    yield manager
    await manager.close()


@pytest.mark.parametrize("n", range(4))
async def test_sends(manager, n):
    manager.send(1)
    await asyncio.sleep(0.01)
