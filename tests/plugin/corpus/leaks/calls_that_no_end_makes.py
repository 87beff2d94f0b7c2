# leak: socket | test_handler_that_is_only_forgotten | fixture `desk`.on_error[0] | born: forgotten
# leak: socket | test_handler_that_closes_nothing | fixture `desk`.at_end[0] | born: told
# leak: socket | test_when_nothing_of_a_fixture_goes | calls_that_no_end_makes.KEPT | born: kept
"""Functions that a wider fixture has, and does not call at its end; or that it calls, and that close nothing."""

import socket
import weakref

import pytest

KEPT = []


class Desk:
    def __init__(self):
        self.on_error = []
        self.at_end = []

    def close(self):
        self.on_error.clear()
        for tell in self.at_end:
            tell()


@pytest.fixture(scope="module")
def desk():
    desk = Desk()
    yield desk
    desk.close()


def test_handler_that_is_only_forgotten(desk):
    sock = socket.socket()  # <- forgotten
    desk.on_error.append(lambda: sock.close())


def test_handler_that_closes_nothing(desk):
    sock = socket.socket()  # <- told
    desk.at_end.append(lambda: sock.fileno())


class Line:
    def __init__(self):
        self.sock = socket.socket()  # <- kept
        weakref.finalize(self, self.sock.close)


def test_when_nothing_of_a_fixture_goes(desk):
    KEPT.append(Line())
