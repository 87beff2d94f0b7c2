"""What a wider object has opened for a test ends with that object, and with it whoever reads it: nobody keeps that."""

import queue
import socket
import threading

import pytest


class Listener(threading.Thread):
    """Ends when what it listens to is closed."""

    def __init__(self, source):
        super().__init__()
        self.source = source

    def run(self):
        while self.source.recv(1024):
            pass


class Hub:
    def listen(self):
        self.near, self.far = socket.socketpair()
        Listener(self.near).start()

    def close(self):
        self.far.close()
        self.near.shutdown(socket.SHUT_RDWR)
        self.near.close()


class Feed:
    def open(self):
        self.near, self.far = socket.socketpair()
        self.lines = queue.Queue()
        threading.Thread(target=self.pump).start()

    def pump(self):
        while line := self.near.recv(1024):
            self.lines.put(line)

    def close(self):
        self.far.close()
        self.near.shutdown(socket.SHUT_RDWR)
        self.near.close()


@pytest.fixture(scope="module")
def hub():
    hub = Hub()
    yield hub
    hub.close()


@pytest.fixture(scope="module")
def feed():
    feed = Feed()
    yield feed
    feed.close()


def test_first_listens(hub):
    hub.listen()
    assert hub.far.send(b"a") == 1


def test_first_opens(feed):
    feed.open()
    feed.far.send(b"b")
    assert feed.lines.get(timeout=5) == b"b"


def test_second(hub, feed):
    assert hub.far.send(b"c") == feed.far.send(b"d") == 1
