# leak: timer | fixture beat (function) | Beat.tick
"""`addfinalizer` that cancels the first handle, while the beat has re-armed itself."""

import asyncio

import pytest_asyncio


class Beat:
    ticks = 0

    def tick(self):
        self.ticks += 1
        asyncio.get_running_loop().call_later(0.003, self.tick)  # <- born


@pytest_asyncio.fixture
async def beat(request):
    beat = Beat()
    first = asyncio.get_running_loop().call_soon(beat.tick)
    request.addfinalizer(first.cancel)
    return beat


async def test_beats(beat):
    while beat.ticks < 3:
        await asyncio.sleep(0.001)
