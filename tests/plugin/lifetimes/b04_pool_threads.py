"""Threads and processes of pools live on for the next who has work for them."""

import asyncio
import concurrent.futures
import multiprocessing
import time

import anyio.from_thread
import anyio.to_thread
import pytest

POOL = concurrent.futures.ThreadPoolExecutor(2)
ENDED = []


async def clean_default_executor():
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, time.sleep, 0.01) for _ in range(3)))


async def clean_to_thread():
    await asyncio.to_thread(time.sleep, 0.01)


async def clean_getaddrinfo():
    await asyncio.get_running_loop().getaddrinfo("localhost", 80)


async def clean_anyio_worker_thread():
    await anyio.to_thread.run_sync(time.sleep, 0.01)


async def clean_pool_made_at_import():
    await asyncio.get_running_loop().run_in_executor(POOL, time.sleep, 0.01)


async def clean_pool_that_ends_while_its_worker_is_busy():
    pool = concurrent.futures.ThreadPoolExecutor(1)
    ENDED.append(pool)
    pool.submit(int).result()
    time.sleep(0.05)  # until the worker counts itself idle
    pool.submit(time.sleep, 0.05)
    pool.shutdown()


async def clean_own_default_executor():
    loop = asyncio.new_event_loop()
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(1))
    await asyncio.to_thread(loop.run_until_complete, asyncio.sleep(0))
    loop.close()


@pytest.fixture(scope="session")
def pool():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture(scope="session")
def processes():
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        yield pool


@pytest.fixture(scope="module")
def multiprocessing_pool():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


@pytest.fixture(scope="session")
def portal():
    with anyio.from_thread.start_blocking_portal() as portal:
        yield portal


def test_threads_of_a_session_pool(pool):
    assert list(pool.map(len, ["a", "ab"])) == [1, 2]


def test_workers_of_a_session_pool(processes):
    assert processes.submit(len, "ab").result() == 2


def test_workers_of_a_module_pool(multiprocessing_pool):
    assert multiprocessing_pool.apply(len, ("ab",)) == 2


def test_portal(portal):
    assert portal.call(anyio.to_thread.run_sync, len, "ab") == 2
