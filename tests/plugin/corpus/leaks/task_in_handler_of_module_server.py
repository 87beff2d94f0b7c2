# leak: task | fixture backend (module) | audit | count: 2
"""The module's server starts an audit for each message of the tests' clients; the audits are the server's."""

import asyncio

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")
AUDITS = []


async def audit(message):
    await asyncio.sleep(3600)


async def handler(ws):
    async for message in ws:
        AUDITS.append(asyncio.create_task(audit(message)))  # <- born
        await ws.send(message)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def backend():
    async with serve(handler, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("word", ["a", "b"])
async def test_echo(backend, word):
    async with connect(backend) as ws:
        await ws.send(word)
        assert await ws.recv() == word
