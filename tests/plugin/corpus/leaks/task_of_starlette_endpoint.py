# leak: task | fixture app_url (session) | follow
"""An endpoint served by uvicorn in the session's thread leaves a task behind for a client that is gone."""

import asyncio
import socket
import threading

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.sync.client import connect

FOLLOWERS = set()


async def follow(name):
    while True:
        await asyncio.sleep(10)


async def endpoint(ws):
    await ws.accept()
    FOLLOWERS.add(asyncio.create_task(follow("x")))  # <- born
    await ws.send_text("following")
    await ws.close()


@pytest.fixture(scope="session")
def app_url():
    app = Starlette(routes=[WebSocketRoute("/", endpoint)])
    with socket.create_server(("127.0.0.1", 0)) as sock:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        yield f"ws://127.0.0.1:{sock.getsockname()[1]}/"
        server.should_exit = True
        thread.join()


def test_follow(app_url):
    with connect(app_url) as ws:
        assert ws.recv() == "following"
