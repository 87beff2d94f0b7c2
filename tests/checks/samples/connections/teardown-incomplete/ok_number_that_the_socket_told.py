# Fine: what stays in the attribute is a number that the socket told, and the socket itself is the caller's to close.
import socket


class Listener:
    def __init__(self):
        self._port = None
        self._socket = None

    def listen(self):
        sock = socket.socket()
        sock.bind(("", 0))
        self._port = sock.getsockname()[1]
        return sock

    def setup(self):
        self._socket = self.listen()

    def shutdown(self):
        self._socket.close()
