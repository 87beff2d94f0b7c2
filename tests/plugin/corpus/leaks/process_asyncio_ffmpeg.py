# leak: process | test_transcode | cat | .terminate()`, then `await
"""asyncio's subprocess on a loop of the module; its pipes are parts of it."""

import asyncio

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
RUNNING = []


async def transcode():
    process = await asyncio.create_subprocess_exec(  # <- born
        "cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    RUNNING.append(process)
    return process


async def test_transcode():
    process = await transcode()
    process.stdin.write(b"x\n")
    assert await process.stdout.readline() == b"x\n"


@pytest.fixture(scope="module", autouse=True)
def kill():
    yield
    for process in RUNNING:
        process.kill()
