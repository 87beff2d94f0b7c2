# clean: Tornado's periodic callback of a module fixture re-arms itself while tests run
import asyncio

import pytest
import pytest_asyncio
from tornado.ioloop import IOLoop, PeriodicCallback

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def beats():
    beats = []
    callback = PeriodicCallback(lambda: beats.append(1), 2)
    callback.start()
    yield beats
    callback.stop()


async def test_beats(beats):
    while len(beats) < 2:
        await asyncio.sleep(0.001)


async def test_timeout_taken_back(beats):
    handle = IOLoop.current().call_later(60, print)
    IOLoop.current().remove_timeout(handle)


async def test_coroutine_callback():
    async def beat():
        await asyncio.sleep(0)

    callback = PeriodicCallback(beat, 1)
    callback.start()
    await asyncio.sleep(0.005)
    callback.stop()
