# leak: session | test_asked | AsyncClient | collected but never closed | born: asked
# leak: session | test_asked_at_once | `Client` | collected but never closed | born: at_once
# leak: session | test_pooled | ClientSession | collected but never closed | born: pooled
"""Clients in cycles that are older than what they have opened: the collector comes to the younger part first."""

import gc
import http.server
import threading

import aiohttp
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


class Api:
    def __init__(self, client):
        self.client = client
        client.api = self


async def test_asked(address):
    api = Api(httpx.AsyncClient())  # <- asked
    gc.collect(0)
    await api.client.get(address)


def test_asked_at_once(address):
    api = Api(httpx.Client())  # <- at_once
    gc.collect(0)
    assert api.client.get(address).status_code == 200


class Pooled:
    def __init__(self):
        self.connector = aiohttp.TCPConnector()
        self.session = aiohttp.ClientSession(connector=self.connector)  # <- pooled
        self.again = self.open

    async def open(self, address):
        async with self.session.get(address) as answer:
            await answer.read()


async def test_pooled(address):
    await Pooled().open(address)
    gc.collect()
