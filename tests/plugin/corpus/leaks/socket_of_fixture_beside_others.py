# leak: socket | fixture line (function)
# leak: socket | test_kept | born: kept
"""Fixtures with teardowns stand beside, one even closes everything in the end; none of them is asked to."""

import socket

import pytest

KEPT = []


@pytest.fixture(scope="module", autouse=True)
def close_everything():
    yield
    for sock in KEPT:
        sock.close()


@pytest.fixture(scope="module")
def make_name():
    return lambda: "x"


@pytest.fixture
def settings():
    settings = {"port": 0}
    yield settings
    settings.clear()


@pytest.fixture
def line(settings):
    line = socket.socket()  # <- born
    KEPT.append(line)
    return line


def test_line(line):
    assert line.fileno() > 0


def test_kept(make_name):
    KEPT.append(socket.socket())  # <- kept
