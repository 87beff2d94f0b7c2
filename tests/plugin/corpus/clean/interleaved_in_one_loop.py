# clean: a module's server hands out work that outlives the test that asked, and is the server's to finish
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Jobs:
    def __init__(self):
        self.queue, self.done = asyncio.Queue(), []

    async def work(self):
        async with asyncio.TaskGroup() as group:
            while (job := await self.queue.get()) is not None:
                group.create_task(self.one(job))

    async def one(self, job):
        await asyncio.sleep(0.03)
        self.done.append(job)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def jobs():
    jobs = Jobs()
    worker = asyncio.create_task(jobs.work())
    yield jobs
    jobs.queue.put_nowait(None)
    await worker


async def test_asks_and_leaves(jobs):
    jobs.queue.put_nowait("slow")
    await asyncio.sleep(0)


async def test_sees_it_done(jobs):
    while not jobs.done:
        await asyncio.sleep(0.005)
    assert jobs.done == ["slow"]
