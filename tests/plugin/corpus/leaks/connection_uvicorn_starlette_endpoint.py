# leak: connection | test_room | KEPT['ws']
"""uvicorn in a thread of the session serves Starlette; the test's websocket-client never hangs up."""

import socket
import threading

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websocket import create_connection


async def room(ws):
    await ws.accept()
    async for text in ws.iter_text():
        await ws.send_text(text[::-1])


@pytest.fixture(scope="session")
def base():
    app = Starlette(routes=[WebSocketRoute("/room", room)])
    with socket.create_server(("127.0.0.1", 0)) as sock:
        config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        yield f"ws://127.0.0.1:{sock.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_room_is_polite(base):
    ws = create_connection(base + "/room")
    ws.send("olleh")
    assert ws.recv() == "hello"
    ws.close()


KEPT = {}


def test_room(base):
    KEPT["ws"] = create_connection(base + "/room")  # <- born
    KEPT["ws"].send("abc")
    assert KEPT["ws"].recv() == "cba"
