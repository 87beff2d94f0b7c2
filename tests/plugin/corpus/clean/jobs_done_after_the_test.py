# clean: fixtures and their workers act on a test's job after it, and clean up
import asyncio
import queue
import socket
import threading
import time

import pytest
import pytest_asyncio


@pytest.fixture(scope="module")
def worker():
    jobs = queue.Queue()

    def run():
        while (job := jobs.get()) is not None:
            time.sleep(0.02)
            job()

    thread = threading.Thread(target=run)
    thread.start()
    yield jobs
    jobs.put(None)
    thread.join()


def dial():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        time.sleep(0.02)


@pytest.mark.parametrize("n", range(3))
def test_job(worker, n):
    worker.put(dial)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bus():
    jobs = asyncio.Queue()
    results = []

    async def one(job):
        await asyncio.sleep(0.03)
        results.append(await job())

    async def run():
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(one(await jobs.get()))

    task = asyncio.create_task(run())
    yield jobs
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def work():
    reader = asyncio.create_task(asyncio.sleep(0.01))
    await reader


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("n", range(3))
async def test_bus(bus, n):
    bus.put_nowait(work)


@pytest.mark.asyncio(loop_scope="module")
async def test_quiet(bus):
    await asyncio.sleep(0.05)


class Pool:
    """Refills itself in the background, after each take."""

    def __init__(self):
        self.free = []
        self.tasks = set()

    async def fill(self):
        await asyncio.sleep(0.005)
        self.free.append(socket.socketpair())

    def take(self):
        task = asyncio.get_running_loop().create_task(self.fill())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return self.free.pop() if self.free else socket.socketpair()

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for pair in self.free:
            for each in pair:
                each.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool():
    pool = Pool()
    yield pool
    await pool.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("n", range(3))
async def test_takes(pool, n):
    for each in pool.take():
        each.close()


class Debounced:
    """call_later that is put off with each event, and saves in a thread."""

    def __init__(self):
        self.handle = None
        self.saving = set()

    def touch(self):
        if self.handle:
            self.handle.cancel()
        self.handle = asyncio.get_running_loop().call_later(0.01, self.save)

    def save(self):
        self.handle = None
        future = asyncio.get_running_loop().run_in_executor(None, dial)
        self.saving.add(future)
        future.add_done_callback(self.saving.discard)

    async def close(self):
        if self.handle:
            self.handle.cancel()
        if self.saving:
            await asyncio.wait(self.saving)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def debounced():
    made = Debounced()
    yield made
    await made.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("n", range(3))
async def test_touches(debounced, n):
    debounced.touch()
