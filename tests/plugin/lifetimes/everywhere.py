"""What is appended to a row with coroutines called ``clean_*``: they run under everything that runs coroutines."""

import asyncio
import unittest

import pytest
import uvloop

ALL = [value for name, value in list(globals().items()) if name.startswith("clean_")]


@pytest.mark.parametrize("clean", ALL)
async def test_as_a_coroutine(clean):
    await clean()


@pytest.mark.parametrize("clean", ALL)
def test_under_asyncio_run(clean):
    asyncio.run(clean())


@pytest.mark.parametrize("clean", ALL)
def test_on_uvloop(clean):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(clean())


async def each(case):
    for clean in ALL:
        with case.subTest(clean.__name__):
            await clean()


class TestIsolated(unittest.IsolatedAsyncioTestCase):
    test_all = each
