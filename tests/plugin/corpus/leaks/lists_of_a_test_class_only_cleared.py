# leak: server | TestClears::test_it | TestClears.socks[0] | born: cleared
# leak: server | TestCounts::test_it | TestCounts.socks[0] | born: counted
# leak: server | test_of_the_module | OPENED[0] | born: module
"""A tear-down method that clears a class's list, or counts it, does not close what is in it; a module has no care."""

import socket

OPENED = []


class TestClears:
    socks = []

    def setup_class(cls):  # noqa: N805 - pytest gives it the class
        cls.other = socket.create_server(("127.0.0.1", 0))

    def teardown_class(cls):  # noqa: N805
        cls.other.close()
        cls.socks.clear()

    def test_it(self):
        self.socks.append(socket.create_server(("127.0.0.1", 0)))  # <- cleared


class TestCounts:
    socks = []

    def teardown_class(cls):  # noqa: N805
        assert len(cls.socks) == 1

    def test_it(self):
        self.socks.append(socket.create_server(("127.0.0.1", 0)))  # <- counted


def teardown_module():
    for sock in OPENED:
        sock.close()


def test_of_the_module():
    OPENED.append(socket.create_server(("127.0.0.1", 0)))  # <- module
