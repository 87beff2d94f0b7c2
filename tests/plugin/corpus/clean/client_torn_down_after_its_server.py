"""A client that keeps its connection alive ends after the server's fixture, whose thread serves it until then."""

import http.client
import http.server
import threading

import pytest


class Hello(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def client():
    connection = http.client.HTTPConnection("127.0.0.1")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def port(client):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        client.port = server.server_port
        yield server.server_port
        server.shutdown()
        thread.join()


def test_greets(client, port):
    for _ in range(2):
        client.request("GET", "/")
        with client.getresponse() as response:
            assert response.status == 204
