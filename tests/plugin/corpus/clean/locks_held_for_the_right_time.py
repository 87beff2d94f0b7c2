# clean: locks that are held across tests by wider fixtures, and conditions, events, semaphores in use
import asyncio
import queue
import threading

import pytest
import pytest_asyncio


@pytest.fixture(scope="module")
def device():
    lock = threading.Lock()
    with lock:
        yield lock


def test_busy(device):
    assert not device.acquire(blocking=False)


def test_busy_still(device):
    assert device.locked()


def test_condition():
    condition, ready = threading.Condition(), []

    def produce():
        with condition:
            ready.append(1)
            condition.notify()

    with condition:
        thread = threading.Thread(target=produce)
        thread.start()
        assert condition.wait_for(lambda: ready, 5)
    thread.join()


def test_handed_over_to_another_thread():
    lock = threading.Lock()
    lock.acquire()
    thread = threading.Thread(target=lock.release)
    thread.start()
    thread.join()
    assert not lock.locked()


async def test_semaphore():
    semaphore = asyncio.Semaphore(2)

    async def use():
        async with semaphore:
            await asyncio.sleep(0)

    await asyncio.gather(*(use() for _ in range(5)))


@pytest_asyncio.fixture
async def guarded():
    lock = asyncio.Lock()
    async with lock:
        yield lock


async def test_guarded(guarded):
    assert guarded.locked()


def test_queue():
    jobs = queue.Queue()
    jobs.put(1)
    assert jobs.get() == 1
    jobs.task_done()
    jobs.join()


def test_reentrant():
    lock = threading.RLock()
    with lock, lock:
        pass
