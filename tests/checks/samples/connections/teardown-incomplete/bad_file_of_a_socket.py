# The descriptor stays open as long as the file that was made of the socket.
import socket


class Lines:
    def __init__(self, address):
        self._socket = socket.create_connection(address)
        self._lines = self._socket.makefile("rb")  # expect: WSH403

    def take(self):
        return self._lines.readline()

    def close(self):
        self._socket.close()
