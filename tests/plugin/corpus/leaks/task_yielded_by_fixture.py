# leak: task | fixture worker (function) | in the teardown of `worker`: `task.cancel()` | born: task
# leak: session | fixture session (function) | in the teardown of `session`: `await session.close()` | born: session
"""Fixtures that hand out what nobody ends: it is kept as long as the fixture, and there is where to end it."""

import asyncio

import aiohttp
import pytest_asyncio


@pytest_asyncio.fixture
async def worker():
    task = asyncio.create_task(asyncio.sleep(60))  # <- task
    yield task


@pytest_asyncio.fixture
async def session():
    return aiohttp.ClientSession()  # <- session


@pytest_asyncio.fixture
async def tidy():
    task = asyncio.create_task(asyncio.sleep(60))
    yield task
    task.cancel()


async def test_worker(worker):
    assert not worker.done()


async def test_session(session):
    assert not session.closed


async def test_tidy(tidy):
    assert not tidy.done()
