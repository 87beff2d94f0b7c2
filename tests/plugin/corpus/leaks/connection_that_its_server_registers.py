# run: discover
# leak: connection | test_client_is_left | CLIENTS 0 -> 1, for the other side | born: client
# leak: registry | test_visitor_leaves | VISITORS` grew 0 -> 1 | born: visitor
"""A client that is left open keeps its entry in the server's registry; one that leaves is forgotten, but by the log."""

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")
CLIENTS, VISITORS, KEPT = {}, [], []


class Client:
    def __init__(self, ws):
        self.ws = ws


async def chat(ws):
    CLIENTS[ws.request.path] = Client(ws)
    try:
        async for message in ws:
            await ws.send(message)
    finally:
        del CLIENTS[ws.request.path]


async def visit(ws):
    VISITORS.append(ws.request.path)  # <- visitor
    await ws.wait_closed()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat_url():
    async with serve(chat, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit_url():
    async with serve(visit, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_client_is_left(chat_url):
    KEPT.append(await connect(chat_url))  # <- client
    await KEPT[-1].send("hello")
    assert await KEPT[-1].recv() == "hello"


async def test_client_leaves(chat_url):
    async with connect(chat_url) as ws:
        await ws.send("hello")
        assert await ws.recv() == "hello"


async def test_visitor_leaves(visit_url):
    async with connect(visit_url):
        pass
