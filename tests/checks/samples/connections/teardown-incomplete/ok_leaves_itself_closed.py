# Fine: a lookup closes itself as soon as it has run.
import socket
from contextlib import closing


class Lookup:
    def __init__(self, address):
        self._socket = socket.create_connection(address)

    def run(self):
        with closing(self):
            return self._socket.recv(4096)

    def close(self):
        self._socket.close()


class Directory:
    def __init__(self, address):
        self._address = address
        self._pages = socket.create_connection(address)
        self._lookup = None

    def look_up(self):
        self._lookup = Lookup(self._address)
        return self._lookup.run()

    def close(self):
        self._pages.close()
