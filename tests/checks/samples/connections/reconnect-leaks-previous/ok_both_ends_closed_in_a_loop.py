# Fine: both ends of the pair are closed in a loop over them before a new pair is made.
import socket


class Waker:
    def __init__(self):
        self._reader, self._writer = socket.socketpair()

    def _renew(self):
        for each in (self._reader, self._writer):
            each.close()
        self._reader, self._writer = socket.socketpair()

    def wake(self):
        while True:
            try:
                self._writer.send(b"x")
                return
            except OSError:
                self._renew()

    def close(self):
        for each in (self._reader, self._writer):
            each.close()
