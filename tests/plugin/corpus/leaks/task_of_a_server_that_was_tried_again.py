# run: discover
# leak: registry | test_joins | NAMES | born: joins
# leak: task | fixture hub (module) | sleep(60) | born: beat
# leak: timer | fixture hub (module) | print | born: timer
"""What a second and third run of the same test have a module's server start is not counted with what the first has."""

import asyncio
import itertools

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAMES = []
NUMBERS = itertools.count()


async def beat():
    await asyncio.sleep(60)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hub():
    inbox = asyncio.Queue(maxsize=5)
    kept = []

    async def serve():
        while True:
            name, done = await inbox.get()
            kept.append(asyncio.create_task(beat()))  # <- beat
            kept.append(asyncio.get_running_loop().call_later(60, print, name))  # <- timer
            done.set()

    serving = asyncio.create_task(serve())
    yield inbox
    serving.cancel()


async def test_joins(hub):
    done = asyncio.Event()
    await hub.put((next(NUMBERS), done))
    await done.wait()
    NAMES.append(next(NUMBERS))  # <- joins
