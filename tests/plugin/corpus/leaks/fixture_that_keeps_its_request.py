# leak: socket | fixture line (function) | `fixture_that_keeps_its_request.LINES[0].close()` | born: line
# leak: socket | TestRooms::test_join | born: own
"""A wider fixture keeps the request that pytest gave it: from there pytest's session leads to what all tests have."""

import socket

import pytest

LINES = []


class Factory:
    def __init__(self, request):
        self.request = request
        self.config = request.config


@pytest.fixture(scope="module", autouse=True)
def factory(request):
    factory = Factory(request)
    yield factory
    assert factory.request.node is not None


@pytest.fixture
def line():
    LINES.append(socket.socket())  # <- line
    return LINES[0]


def test_line(line):
    assert line.fileno() > 0


class TestRooms:
    def test_join(self):
        self.line = socket.socket()  # <- own
        TestRooms.last = self
