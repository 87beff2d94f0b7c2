# leak: task | test_codec[gzip] | drain
"""Only one of the parameters leaks."""

import asyncio

import pytest


async def drain(queue):
    while await queue.get() is not None:
        pass


@pytest.mark.parametrize("codec", ["plain", "gzip", "brotli"])
async def test_codec(codec):
    queue = asyncio.Queue()
    task = asyncio.create_task(drain(queue))  # <- born
    await queue.put(codec)
    if codec != "gzip":
        await queue.put(None)
        await task
