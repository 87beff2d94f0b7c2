# leak: event loop | test_first_message | portal | release   leave the `with` of what has started it
"""Starlette's test client: a WebSocket session that is entered and never left keeps its portal running."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient


async def greet(ws):
    await ws.accept()
    await ws.send_text("hello")
    await ws.receive_text()


SESSIONS = []


def test_first_message():
    client = TestClient(Starlette(routes=[WebSocketRoute("/", greet)]))
    session = client.websocket_connect("/")
    SESSIONS.append(session)
    session.__enter__()  # <- born
    assert session.receive_text() == "hello"
