# run: discover
# clean: what a module's object has opened for tests it keeps in a list, which nobody empties: closing is the end of it
import signal
import socket
import subprocess
import sys

import pytest


class Peer:
    def __init__(self, sock):
        self.sock = sock


class Hub:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.dialled = []
        self.peers = []
        self.workers = []

    def dial(self):
        self.dialled.append(socket.create_connection(self.listener.getsockname()))

    def accept(self):
        self.peers.append(Peer(self.listener.accept()[0]))

    def spawn(self):
        self.workers.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))

    def close(self):
        for worker in self.workers:
            worker.communicate(b"\n")
        for sock in (self.listener, *self.dialled, *(peer.sock for peer in self.peers)):
            sock.close()


@pytest.fixture(scope="module")
def hub():
    hub = Hub()
    yield hub
    hub.close()


@pytest.fixture
def hangup_as_before():
    before = signal.getsignal(signal.SIGHUP)
    yield
    signal.signal(signal.SIGHUP, before)


def test_dial(hub):
    hub.dial()


def test_dial_and_accept(hub):
    hub.dial()
    hub.accept()


def test_spawn(hub):
    hub.spawn()


def test_installs_what_the_fixture_takes_back(hangup_as_before):
    signal.signal(signal.SIGHUP, lambda *args: None)
