# leak: listener | test_gpio_edge | on_edge
"""A device driver reads edges from a pipe of the session through the loop's reader."""

import asyncio
import os

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="session")
def pipe():
    read, write = os.pipe()
    yield read, write
    os.close(read)
    os.close(write)


async def test_gpio_edge(pipe):
    read, write = pipe
    edges = asyncio.Queue()

    def on_edge():
        edges.put_nowait(os.read(read, 1))

    asyncio.get_running_loop().add_reader(read, on_edge)  # <- born
    os.write(write, b"1")
    assert await edges.get() == b"1"
