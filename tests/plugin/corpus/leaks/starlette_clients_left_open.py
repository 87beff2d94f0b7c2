# leak: session | test_client_is_entered_by_hand | `TestClient` | task sampling() | .__exit__(None | born: entered
# leak: connection | test_websocket_is_left | task WebSocketTestSession._run() | .__exit__(None | born: ws
# leak: task | test_what_the_application_never_ends | `sampling()` | born: forgotten
"""Starlette's test clients: what is left open is the client or its WebSocket, with the loop and all that runs on it."""

import asyncio
import contextlib

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient

KEPT = {}


async def sampling():
    while True:
        await asyncio.sleep(30)


@contextlib.asynccontextmanager
async def lifespan(app):
    app.state.task = asyncio.create_task(sampling())
    yield
    app.state.task.cancel()


@contextlib.asynccontextmanager
async def forgetful(app):
    app.state.task = asyncio.create_task(sampling())  # <- forgotten
    yield


async def echo(ws):
    await ws.accept()
    async for text in ws.iter_text():
        await ws.send_text(text)


def make_app(lifespan=lifespan):
    return Starlette(routes=[WebSocketRoute("/echo", echo)], lifespan=lifespan)


def test_client_is_entered_by_hand():
    KEPT["client"] = client = TestClient(make_app())
    client.__enter__()  # <- entered


def test_websocket_is_left():
    KEPT["ws"] = ws = TestClient(make_app()).websocket_connect("/echo")
    ws.__enter__()  # <- ws
    ws.send_text("a")
    assert ws.receive_text() == "a"


def test_client_is_left():
    with TestClient(make_app()) as client, client.websocket_connect("/echo") as ws:
        ws.send_text("b")
        assert ws.receive_text() == "b"


def test_what_the_application_never_ends():
    with TestClient(make_app(forgetful)):
        pass


def test_client_is_never_entered():
    KEPT["never"] = TestClient(make_app())
