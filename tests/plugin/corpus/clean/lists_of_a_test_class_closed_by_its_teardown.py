# clean: tests put what they open into a list of their class, whose tear-down method closes what is in it
import socket
import threading
import unittest


def listener():
    return socket.create_server(("127.0.0.1", 0))


class Closing:
    socks = []

    def teardown_class(cls):  # noqa: N805 - pytest gives it the class
        for sock in cls.socks:
            sock.close()


class TestInherited(Closing):
    def test_it(self):
        self.socks.append(listener())


class TestSetUp:
    @classmethod
    def setup_class(cls):
        cls.by_name = {}

    @classmethod
    def teardown_class(cls):
        [sock.close() for sock in cls.by_name.values()]

    def test_it(self):
        self.by_name["first"] = listener()


class TestCase(unittest.TestCase):
    threads = []
    stop = threading.Event()

    @classmethod
    def tearDownClass(cls):
        cls.stop.set()
        while cls.threads:
            cls.threads.pop().join()

    def test_it(self):
        self.threads.append(threading.Thread(target=self.stop.wait))
        self.threads[-1].start()
