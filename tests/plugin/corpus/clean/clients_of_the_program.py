# clean: a client that a module made when it was imported keeps its connection for the next call; so does the server
import concurrent.futures
import http.server
import threading

import httpx
import pytest

HTTP = httpx.Client()
WORKERS = concurrent.futures.ThreadPoolExecutor(2)
PROCESSES = concurrent.futures.ProcessPoolExecutor(1)


class Api:
    def __init__(self):
        self.http = httpx.Client()


API = Api()


class Hello(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_get(url):
    assert HTTP.get(url).status_code == 204
    assert API.http.get(url).status_code == 204


def test_get_from_threads(url):
    assert [answer.status_code for answer in WORKERS.map(HTTP.get, [url] * 3)] == [204] * 3


def test_work_in_a_process():
    assert PROCESSES.submit(abs, -1).result() == 1
