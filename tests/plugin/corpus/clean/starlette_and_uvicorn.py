# clean: Starlette's TestClient, and uvicorn in the test's own loop
import asyncio
import socket

import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from websockets.asyncio.client import connect
from websockets.legacy.protocol import WebSocketCommonProtocol


async def shout(ws):
    await ws.accept()
    async for text in ws.iter_text():
        await ws.send_text(text.upper())


KEPT = []
APP = Starlette(routes=[WebSocketRoute("/", shout)])


def test_client():
    with TestClient(APP) as client, client.websocket_connect("/") as ws:
        ws.send_text("a")
        assert ws.receive_text() == "A"


@pytest_asyncio.fixture
async def url():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        config = uvicorn.Config(APP, log_level="error", ws_ping_interval=0.01)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([sock]))
        while not server.started:
            await asyncio.sleep(0.001)
        yield f"ws://127.0.0.1:{sock.getsockname()[1]}/"
        server.should_exit = True
        await task


async def test_over_the_wire(url):
    async with connect(url) as ws:
        await ws.send("b")
        assert await ws.recv() == "B"


class Lazy(WebSocketCommonProtocol):
    def __init__(self):
        super().__init__()
        self.transport = None


async def test_protocol_that_is_never_connected():
    KEPT.append(Lazy())
