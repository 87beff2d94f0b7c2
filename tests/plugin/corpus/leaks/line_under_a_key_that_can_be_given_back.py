# leak: socket | test_attaches | held by   fixture `gate`.lines['d1'] | born: attached
# leak: socket | test_dials | held by   fixture `board`.lines['news'] | born: dialled
# leak: socket | fixture shelf (module) | held by   fixture `shelf`.lines['a'] | born: shelved
"""A close() ends all that is under a key, but there is a way to give one back, which the test has not gone."""

import socket

import pytest


class Gate:
    def __init__(self):
        self.lines = {}

    def attach(self, name):
        self.lines[name] = socket.socket()  # <- attached

    def detach(self, name):
        self.lines.pop(name).close()

    def close(self):
        for line in self.lines.values():
            line.close()


class Board:
    """Has no way to end anything: it is its fixture that does."""

    def __init__(self):
        self.lines = {}

    def dial(self, name):
        self.lines[name] = socket.socket()  # <- dialled


class Shelf:
    """Forgets what it says it ends."""

    def __init__(self):
        self.lines, self.spare = {}, socket.socket()

    def put(self, name):
        self.lines[name] = socket.socket()  # <- shelved

    def close(self):
        self.spare.close()
        print(len(self.lines))


@pytest.fixture(scope="module")
def gate():
    gate = Gate()
    yield gate
    gate.close()


@pytest.fixture(scope="module")
def board():
    board = Board()
    yield board
    for line in board.lines.values():
        line.close()


@pytest.fixture(scope="module")
def shelf():
    shelf = Shelf()
    yield shelf
    shelf.close()


def test_attaches(gate):
    gate.attach("d1")


def test_attaches_and_detaches(gate):
    gate.attach("d2")
    gate.detach("d2")


def test_dials(board):
    board.dial("news")


def test_puts(shelf):
    shelf.put("a")
