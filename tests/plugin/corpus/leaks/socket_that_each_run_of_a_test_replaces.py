# run: discover
# leak: socket | fixture dialler (module) | collected but never closed
# leak: registry | test_dials | NAMES | born: named
"""A fixture's worker opens a line for each run of a test, and the next run drops it: the user hears of the first."""

import itertools
import queue
import socket
import threading

import pytest

NUMBERS = itertools.count()
NAMES, SPARE = {}, {}


class Dialler:
    def __init__(self):
        self.wanted, self.dialled = queue.SimpleQueue(), queue.SimpleQueue()
        self.worker = threading.Thread(target=self.work)
        self.worker.start()

    def work(self):
        while self.wanted.get():
            self.dialled.put(socket.socket())  # <- born

    def dial(self):
        self.wanted.put(True)
        return self.dialled.get()

    def close(self):
        self.wanted.put(False)
        self.worker.join()


@pytest.fixture(scope="module")
def dialler():
    dialler = Dialler()
    yield dialler
    dialler.close()


def test_dials(dialler):
    SPARE["line"] = dialler.dial()
    NAMES[next(NUMBERS)] = "line"  # <- named


def test_dials_and_closes(dialler):
    dialler.dial().close()
