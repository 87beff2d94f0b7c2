# clean: objects that close what they have when they are collected, with or without a cycle
import socket
import tempfile
import threading
import weakref


class Line:
    def __init__(self):
        self.near, self.far = socket.socketpair()
        self._finalizer = weakref.finalize(self, self._close, self.near, self.far)

    @staticmethod
    def _close(*sockets):
        for sock in sockets:
            sock.close()


class Cyclic(Line):
    def __init__(self):
        super().__init__()
        self.me = self


def test_dropped():
    assert Line().near.fileno() > 0


def test_dropped_in_a_cycle():
    assert Cyclic().near.fileno() > 0


def test_named_file():
    file = tempfile.NamedTemporaryFile()
    file.write(b"x")
    file.close()


def test_thread_local():
    local = threading.local()
    local.line = Line()

    def run():
        local.line = Line()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
