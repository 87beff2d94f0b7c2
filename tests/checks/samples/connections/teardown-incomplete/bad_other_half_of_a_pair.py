# To close one half of a pair of sockets leaves the other open.
import socket


class Wakeup:
    def __init__(self):
        self._ours, self._theirs = socket.socketpair()  # expect: WSH403

    def wake(self):
        self._theirs.send(b"x")

    def wait(self):
        return self._ours.recv(1)

    def close(self):
        self._ours.close()
