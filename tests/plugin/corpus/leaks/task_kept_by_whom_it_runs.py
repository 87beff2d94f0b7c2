# leak: task | test_attribute | that keeps it as Chat.beat | WSH202 | keep the `Chat`; at the end its `beat.cancel()`
# leak: task | test_awaits_its_queue | that keeps it as Reader.jobs[0] | WSH202 | its `jobs[0].cancel()` | born: job
# leak: task | test_in_a_set | that keeps it as Group.members{...} | WSH202 | born: member
# leak: task | test_nobody_keeps_it | only the event loop | WSH201 | keep the task; at the end | born: dropped
"""Only the loop leads to the object, whose method the task runs; the object has kept the task all the same."""

import asyncio
import gc

import pytest


@pytest.fixture
def uncollected():
    """Nobody leads to what waits for its own queue: only without a collection is it still there in the end."""
    gc.disable()
    yield
    gc.enable()


class Chat:
    def open(self):
        self.beat = asyncio.create_task(self.beating())  # <- born

    async def beating(self):
        while True:
            await asyncio.sleep(30)


class Reader:
    def __init__(self):
        self.inbox = asyncio.Queue()
        self.jobs = []

    def open(self):
        self.jobs.append(asyncio.create_task(self.reading()))  # <- job

    async def reading(self):
        await self.inbox.get()


class Group:
    def __init__(self):
        self.members = set()

    def add(self):
        self.members.add(asyncio.create_task(self.serving()))  # <- member

    async def serving(self):
        await asyncio.sleep(30)


class Careless:
    def open(self):
        asyncio.create_task(self.working())  # <- dropped

    async def working(self):
        await asyncio.sleep(30)


async def test_attribute():
    Chat().open()
    await asyncio.sleep(0)


async def test_awaits_its_queue(uncollected):
    Reader().open()
    await asyncio.sleep(0)


async def test_in_a_set():
    Group().add()
    await asyncio.sleep(0)


async def test_nobody_keeps_it():
    Careless().open()
    await asyncio.sleep(0)
