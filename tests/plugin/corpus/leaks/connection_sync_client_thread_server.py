# leak: connection | test_sync_client | /sync
"""websockets' threaded server in a module fixture, its threaded client in a test that forgets to close."""

import threading

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


def test_sync_client(port):
    ws = connect(f"ws://127.0.0.1:{port}/sync")  # <- born
    LEFT.append(ws)
    ws.send("hey")
    assert ws.recv() == "HEY"


@pytest.fixture(scope="module", autouse=True)
def hang_up(port):
    yield
    for ws in LEFT:
        ws.close()
