# leak: socket | test_keeps_a_file | held by   socket_of_makefile.FILES | FILES['in'].close()` | born: dial
"""A buffered file keeps the socket open that it was made of; closing the file is what ends it."""

import socket

import pytest

FILES = {}


@pytest.fixture(scope="module")
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_keeps_a_file(port):
    with socket.create_connection(("127.0.0.1", port)) as sock:  # <- dial
        FILES["in"] = sock.makefile("rb")


def test_closes_the_file(port):
    with socket.create_connection(("127.0.0.1", port)) as sock, sock.makefile("rb"):
        pass
