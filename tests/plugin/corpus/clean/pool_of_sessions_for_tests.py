# clean: a module's pool makes sessions while tests run; it keeps them, with their connections, for whoever asks next
import http.server
import threading

import httpx
import pytest


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
        return self.idle.pop() if self.idle else httpx.Client()

    def give_back(self, client):
        self.idle.append(client)

    def close(self):
        for client in self.idle:
            client.close()


@pytest.fixture(scope="module")
def url():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def pool(url):
    pool = Pool()
    yield pool
    pool.close()


def test_borrows(pool, url):
    client = pool.lend()
    assert client.get(url).text == "ok"
    pool.give_back(client)


def test_borrows_the_same(pool, url):
    client = pool.lend()
    assert client.get(url).text == "ok"
    pool.give_back(client)
    assert pool.idle == [client]
