# Binding fails where the port is taken; the handler forgets the socket, and the next one takes its place.
import socket


class Listener:
    def __init__(self, port):
        self.port = port
        self.socket = None

    def listen(self):
        try:
            self.socket = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)  # expect: WSH404
            self.socket.bind(("", self.port))
        except OSError:
            self.socket = None
        if self.socket is None:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self.socket.bind(("", self.port))
        self.socket.listen()

    def close(self):
        self.socket.close()
