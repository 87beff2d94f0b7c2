# leak: session | fixture api (module) | Client
"""A module fixture's synchronous httpx client, used against a threaded server."""

import http.server
import threading

import httpx
import pytest


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


CLIENTS = []


@pytest.fixture(scope="module")
def api(address):
    client = httpx.Client(base_url=address)  # <- born
    CLIENTS.append(client)
    return client


def test_root(api):
    assert api.get("/").status_code == 200
