# leak: server | fixture gateway (package) | listening
"""`socketserver` in a daemon thread for the package: shut down, but its socket is never closed."""

import socketserver
import threading

import pytest


class Upper(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())


@pytest.fixture(scope="package")
def gateway():
    server = socketserver.TCPServer(("127.0.0.1", 0), Upper)  # <- born
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address
    server.shutdown()
    thread.join()


def test_upper(gateway):
    import socket

    with socket.create_connection(gateway) as sock, sock.makefile("rw") as file:
        file.write("abc\n")
        file.flush()
        assert file.readline() == "ABC\n"
