# run: strict
# leak: socket | test_gives_a_function | 127.0.0.1 | born: trio
# leak: task | test_system_task | poll | born: system
"""What a test gives to a run of trio's that stands still until the next test comes."""

import socket

import pytest
import trio

pytestmark = pytest.mark.anyio
KEPT = []


@pytest.fixture(scope="module")
def anyio_backend():
    return "trio"


@pytest.fixture(scope="module")
async def nursery(anyio_backend):
    async with trio.open_nursery() as nursery:
        yield nursery
        nursery.cancel_scope.cancel()


def start():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # <- trio
    made.bind(("127.0.0.1", 0))
    KEPT.append(made)


async def test_gives_a_function(nursery):
    trio.lowlevel.current_trio_token().run_sync_soon(start)


async def test_next(nursery):
    await trio.sleep(0.01)


async def poll():
    await trio.sleep(60)


def spawn():
    trio.lowlevel.spawn_system_task(poll)  # <- system


async def test_system_task(nursery):
    trio.lowlevel.current_trio_token().run_sync_soon(spawn)


async def test_last(nursery):
    await trio.sleep(0.01)
