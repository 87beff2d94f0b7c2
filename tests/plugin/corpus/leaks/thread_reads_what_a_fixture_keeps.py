# leak: thread | test_reads_by_itself | `read()` was still alive | born: reader
"""A test has opened what a wider object keeps, and begins to read it by itself: that is not the object's to end."""

import socket
import threading

import pytest


class Hub:
    def listen(self):
        self.near, self.far = socket.socketpair()

    def close(self):
        self.far.close()
        self.near.shutdown(socket.SHUT_RDWR)
        self.near.close()


@pytest.fixture(scope="module")
def hub():
    hub = Hub()
    yield hub
    hub.close()


def read(source):
    while source.recv(1024):
        pass


def test_reads_by_itself(hub):
    hub.listen()
    threading.Thread(target=read, args=(hub.near,)).start()  # <- reader
    assert hub.far.send(b"a") == 1
