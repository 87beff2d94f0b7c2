# leak: connection | test_opened | run_forever
"""websocket-client's app runs in a thread; thread, socket and connection are one leak, born where the thread starts."""

import threading

import pytest
import websocket
from websockets.sync.server import serve

APPS = []


@pytest.fixture(scope="module")
def url():
    with serve(lambda ws: [None for _ in ws], "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        for app in APPS:
            app.close()
        server.shutdown()
        thread.join()


def test_opened(url):
    opened = threading.Event()
    app = websocket.WebSocketApp(url, on_open=lambda app: opened.set())
    APPS.append(app)
    threading.Thread(target=app.run_forever, daemon=True).start()  # <- born
    assert opened.wait(5)
