# leak: timer | fixture sweeper (session) | Sweeper.sweep
"""A session-wide sweeper on a session-wide loop that is never stopped; three tests use it."""

import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Sweeper:
    def __init__(self):
        self.loop, self.swept = asyncio.get_running_loop(), 0

    def sweep(self):
        self.swept += 1
        self.loop.call_later(0.005, self.sweep)  # <- born


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sweeper():
    sweeper = Sweeper()
    sweeper.sweep()
    yield sweeper


@pytest.mark.parametrize("rounds", [1, 2, 3])
async def test_sweeps(sweeper, rounds):
    before = sweeper.swept
    while sweeper.swept < before + rounds:
        await asyncio.sleep(0.002)
