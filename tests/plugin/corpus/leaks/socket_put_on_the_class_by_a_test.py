# leak: socket | TestFeed::test_puts_it_there | held by   socket_put_on_the_class_by_a_test.TestFeed.feed
"""The class has a pool that its set-up made and its teardown closes; the test puts a socket beside it."""

import socket


class Listener:
    def __init__(self):
        self.sock = socket.create_server(("127.0.0.1", 0))

    def close(self):
        self.sock.close()


class TestFeed:
    @classmethod
    def setup_class(cls):
        cls.listener = Listener()

    @classmethod
    def teardown_class(cls):
        cls.listener.close()

    def test_puts_it_there(self):
        type(self).feed = socket.create_connection(self.listener.sock.getsockname())  # <- born

    def test_stays_out(self):
        assert self.listener.sock.fileno() > 0
