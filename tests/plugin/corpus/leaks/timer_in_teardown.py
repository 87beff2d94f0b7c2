# leak: timer | fixture client (function) | goodbye
"""The fixture's teardown schedules its own goodbye and does not wait for it."""

import asyncio

import pytest_asyncio


def goodbye(log):
    log.append("bye")


@pytest_asyncio.fixture
async def client():
    log = ["hello"]
    yield log
    asyncio.get_running_loop().call_later(30, goodbye, log)  # <- born


async def test_client(client):
    assert client == ["hello"]
