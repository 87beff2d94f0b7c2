# leak: socket | fixture line (function) | socket
"""One of the fixture's parameters is left open."""

import socket

import pytest

LINES = []


@pytest.fixture(params=["tcp", "udp"])
def line(request):
    kind = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}[request.param]
    sock = socket.socket(socket.AF_INET, kind)  # <- born
    LINES.append(sock)
    yield sock
    if request.param == "tcp":
        sock.close()


def test_line(line):
    assert line.fileno() > 0
