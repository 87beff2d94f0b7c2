# clean: a test hands its task to the module's supervisor, which waits for all it was given
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Supervisor:
    def __init__(self):
        self.inbox = asyncio.Queue()
        self.group_done = asyncio.create_task(self.main())

    async def main(self):
        async with asyncio.TaskGroup() as group:
            while (coroutine := await self.inbox.get()) is not None:
                group.create_task(coroutine)

    async def close(self):
        await self.inbox.put(None)
        await self.group_done


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def supervisor():
    supervisor = Supervisor()
    yield supervisor
    await supervisor.close()


async def work(log):
    await asyncio.sleep(0.3)
    log.append("done")


async def test_gives_away(supervisor):
    await supervisor.inbox.put(work([]))


async def test_something_else():
    await asyncio.sleep(0)
