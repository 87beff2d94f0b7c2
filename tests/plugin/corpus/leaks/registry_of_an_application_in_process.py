# run: discover
# leak: connection | test_visitor_stays | VISITORS 0 -> 1, for the other side | BY_NAME 0 -> 1, for the | born: stays
# leak: registry | test_visitor_stays | PATHS` grew 0 -> 1 | born: path
"""What an application that Starlette's test client runs keeps for its WebSocket is a part of the client's leak."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient

VISITORS, BY_NAME, PATHS, KEPT = [], {}, [], {}


async def visit(ws):
    await ws.accept()
    VISITORS.append(ws)
    BY_NAME[ws.query_params["name"]] = ws
    PATHS.append(ws.url.path)  # <- path
    try:
        async for text in ws.iter_text():
            await ws.send_text(text)
    finally:
        VISITORS.remove(ws)
        del BY_NAME[ws.query_params["name"]]
        PATHS.clear()


def test_visitor_stays():
    KEPT["ws"] = ws = TestClient(Starlette(routes=[WebSocketRoute("/visit", visit)])).websocket_connect("/visit?name=a")
    ws.__enter__()  # <- stays
    ws.send_text("a")
    assert ws.receive_text() == "a"
