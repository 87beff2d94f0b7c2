# leak: task | test_sessions | Session.run | task Session.read() | task Session.write() | count: 2
# leak: task | test_lookout | Lookout.run | task Lookout.look() | born: lookout
# leak: task | test_race | Race.run | born: race
# leak: task | test_race | Race.leg | count: 2 | born: leg
"""A task that gathers, that has a group, or waits with a time limit, is cancelled with all of it; a race is not."""

import asyncio


class Session:
    def __init__(self):
        self.inbox = asyncio.Queue()

    async def read(self):
        await asyncio.sleep(30)

    async def write(self):
        while True:
            await asyncio.wait_for(self.inbox.get(), 30)

    async def run(self):
        await asyncio.gather(self.read(), self.write())


class Lookout:
    async def look(self):
        await asyncio.sleep(30)

    async def run(self):
        async with asyncio.TaskGroup() as group:
            group.create_task(self.look())
            await asyncio.sleep(30)


class Race:
    async def leg(self):
        await asyncio.sleep(30)

    async def run(self):
        legs = [asyncio.create_task(self.leg()) for _ in range(2)]  # <- leg
        await asyncio.wait(legs)


async def test_sessions():
    running = [asyncio.create_task(Session().run()) for _ in range(2)]  # <- born
    await asyncio.sleep(0.01)
    assert not any(task.done() for task in running)


async def test_lookout():
    watching = asyncio.create_task(Lookout().run())  # <- lookout
    await asyncio.sleep(0.01)
    assert not watching.done()


async def test_race():
    racing = asyncio.create_task(Race().run())  # <- race
    await asyncio.sleep(0.01)
    assert not racing.done()
