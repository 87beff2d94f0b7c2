# leak: timer | fixture pulse (module) | in the teardown of `pulse`: `pulse.handle.cancel()`
"""What a fixture returns keeps its timer; the advice is for the fixture, by the name that it has there."""

import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Pulse:
    def start(self):
        self.handle = asyncio.get_running_loop().call_later(0.005, self.start)  # <- born


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pulse():
    pulse = Pulse()
    pulse.start()
    return pulse


async def test_first(pulse):
    await asyncio.sleep(0.01)


async def test_second(pulse):
    await asyncio.sleep(0.01)
