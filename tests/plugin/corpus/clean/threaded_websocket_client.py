# clean: websocket-client's WebSocketApp in a thread, against websockets' threaded server
import threading

import pytest
import websocket
from websockets.sync.server import serve


def count(ws):
    for number in range(3):
        ws.send(str(number))
    for _ in ws:
        pass


@pytest.fixture
def url():
    with serve(count, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


def test_app(url):
    seen = []

    def on_message(app, text):
        seen.append(text)
        if text == "2":
            app.close()

    app = websocket.WebSocketApp(url, on_message=on_message)
    thread = threading.Thread(target=app.run_forever)
    thread.start()
    thread.join(10)
    assert seen == ["0", "1", "2"]


def test_plain(url):
    ws = websocket.create_connection(url, timeout=5)
    try:
        assert ws.recv() == "0"
    finally:
        ws.close()
