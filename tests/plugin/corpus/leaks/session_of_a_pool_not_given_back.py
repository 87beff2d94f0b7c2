# leak: session | test_does_not_give_back | KEPT[0].close() | born: here
"""A module's pool closes what has been given back to it; who keeps a session himself keeps its connection, too."""

import http.server
import threading

import httpx
import pytest

KEPT = []


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


class Pool:
    def __init__(self):
        self.idle = []

    def lend(self):
        return self.idle.pop() if self.idle else httpx.Client()  # <- here

    def close(self):
        for client in self.idle:
            client.close()


@pytest.fixture(scope="module")
def url():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        for client in KEPT:
            client.close()
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def pool():
    pool = Pool()
    yield pool
    pool.close()


def test_does_not_give_back(pool, url):
    client = pool.lend()
    KEPT.append(client)
    assert client.get(url).text == "ok"
