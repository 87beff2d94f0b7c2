# Fine: the one before is closed on the way, by whoever calls, where it was lost, put aside, or said to be none.
import socket


class ClosesFirst:
    def __init__(self, address):
        self._address = address
        self._sock = socket.create_connection(address)

    def reconnect(self):
        self.close()
        self._sock = socket.create_connection(self._address)

    def close(self):
        self._sock.close()


class WhoeverCalls:
    def __init__(self, address):
        self._address = address
        self._sock = socket.create_connection(address)

    def _reopen(self):
        self._sock = socket.create_connection(self._address)

    def move(self, address):
        self._address = address
        self._sock.close()
        self._reopen()

    def close(self):
        self._sock.close()


class ClosedWhereItIsLost:
    def __init__(self, address):
        self._address = address
        self._sock = socket.create_connection(address)

    def on_lost(self):
        self._sock.close()

    def reconnect(self):
        self._sock = socket.create_connection(self._address)

    def close(self):
        self._sock.close()


class SaysWhetherThereIsOne:
    def __init__(self, address):
        self._address = address
        self.is_connected = False

    def reconnect(self):
        if self.is_connected:
            return
        self._sock = socket.create_connection(self._address)
        self.is_connected = True

    def close(self):
        self._sock.close()
        self.is_connected = False


class Wire:
    def __init__(self, address):
        self._address = address
        self._sock = socket.create_connection(address)

    def reopen(self):
        self._sock = socket.create_connection(self._address)

    def close(self):
        self._sock.close()


def renew(wire):
    wire.close()
    wire.reopen()


class PutsItAside:
    def __init__(self, address):
        self._address = address
        self._sock = None
        self._old = []

    def _reopen(self):
        if self._sock is not None:
            self._old = [self._sock]
        self._sock = socket.create_connection(self._address)

    def send(self, data):
        try:
            self._sock.sendall(data)
        except OSError:
            self._reopen()

    def close(self):
        self._sock.close()
        for each in self._old:
            each.close()
