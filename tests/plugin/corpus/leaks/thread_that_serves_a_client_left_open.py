# run: strict
# leak: socket | test_leaves_a_client_open | other side | born: client
# leak: thread | test_leaves_a_portal_open | parts | born: portal
# leak: descriptor | test_leaves_a_portal_open | verdict: unknown | born: nowhere
"""One leak each: the server's thread serves the client to its end, and a run of trio has sockets to be woken by."""

import socket
import socketserver
import threading

import pytest
from anyio.from_thread import start_blocking_portal

KEPT = []


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def address():
    with Server(("127.0.0.1", 0), Echo) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server.server_address
        server.shutdown()
        serving.join()


def test_leaves_a_client_open(address):
    KEPT.append(socket.create_connection(address))  # <- client
    KEPT[0].sendall(b"hello\n")
    assert KEPT[0].recv(10) == b"hello\n"


def test_leaves_a_portal_open():
    KEPT.append(start_blocking_portal("trio"))
    KEPT[1].__enter__()  # <- portal
