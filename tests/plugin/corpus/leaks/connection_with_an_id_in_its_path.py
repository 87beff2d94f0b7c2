# leak: connection | test_two_rooms | OPEN | count: 2
"""The paths of the two differ by what is new in every run: they are one leak, which a baseline knows again."""

import threading
import uuid

import pytest
from websockets.sync.client import connect
from websockets.sync.server import serve


def shout(ws):
    for message in ws:
        ws.send(message.upper())


@pytest.fixture(scope="module")
def port():
    with serve(shout, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
    thread.join()


LEFT = []


def test_two_rooms(port):
    for _ in range(2):
        ws = connect(f"ws://127.0.0.1:{port}/rooms/{uuid.uuid4()}")  # <- born
        LEFT.append(ws)


@pytest.fixture(scope="module", autouse=True)
def hang_up(port):
    yield
    for ws in LEFT:
        ws.close()
