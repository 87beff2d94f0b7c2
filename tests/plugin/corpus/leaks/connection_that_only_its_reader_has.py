# leak: connection | test_reads | held by   nobody but the thread for `test_reads.<locals>.read()`, a part of it | /sync
"""A connection that a thread of the test's reads: that thread is all that still has it."""

import queue
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


def test_reads(port):
    inbox = queue.Queue()
    ws = connect(f"ws://127.0.0.1:{port}/sync")  # <- born

    def read():
        for message in ws:
            inbox.put(message)

    threading.Thread(target=read, daemon=True).start()
    ws.send("a")
    assert inbox.get(timeout=5) == "A"
