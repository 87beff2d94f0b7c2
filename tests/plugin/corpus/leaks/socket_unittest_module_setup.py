# leak: socket | fixture setUpModule (module) | born: module
# leak: thread | fixture setUpClass (class) | born: class
# leak: socket | TestOldStyle::test_open | born: test
"""unittest's three levels of set-up, each with something of its own left open."""

import socket
import threading
import unittest

KEPT = []


def setUpModule():
    KEPT.append(socket.socket())  # <- module


class TestOldStyle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stop = threading.Event()
        threading.Thread(target=cls.stop.wait, daemon=True).start()  # <- class

    def setUp(self):
        self.sock = socket.socket()  # <- test
        KEPT.append(self.sock)

    def test_open(self):
        assert self.sock.fileno() > 0
