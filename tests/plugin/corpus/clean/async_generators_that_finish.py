# clean: async generators exhausted, closed, or owned by a fixture
import contextlib

import pytest_asyncio


async def count(limit):
    for number in range(limit):
        yield number


async def test_exhausted():
    assert [number async for number in count(3)] == [0, 1, 2]


async def test_closed():
    async with contextlib.aclosing(count(10)) as numbers:
        async for number in numbers:
            if number == 2:
                break


async def test_never_started():
    count(5)


async def test_dropped_half_way():
    async for number in count(10):
        if number == 1:
            break


@pytest_asyncio.fixture
async def numbers():
    async with contextlib.aclosing(count(10)) as numbers:
        yield numbers


async def test_of_a_fixture(numbers):
    assert await anext(numbers) == 0
