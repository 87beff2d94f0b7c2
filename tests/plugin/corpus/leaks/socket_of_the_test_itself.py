# leak: socket | OfUnittest::test_kept | held by   self.link.sock | release   `self.link.sock.close()` | born: dialled
# leak: socket | fixture setup_method (function) | held by   self.links['first'][0] | `self.links[' | born: listed
# leak: socket | TestOfPytest::test_kept | held by   self.ask -> closure | born: closed_over
"""What a test, or its set-up, has put on itself: nothing else has it, and who reads the report knows it as ``self``."""

import socket
import unittest


class Link:
    def __init__(self):
        self.sock = socket.socket()  # <- dialled
        self.itself = self


class OfUnittest(unittest.TestCase):
    def setUp(self):
        self.link = Link()

    def test_kept(self):
        pass


class TestOfPytest:
    def setup_method(self):
        self.links = {"first": [socket.socket()]}  # <- listed

    def test_kept(self):
        sock = socket.socket()  # <- closed_over
        self.ask = lambda: sock.recv(1)
