# What the function returns is a list of sockets, not the last of them: who gets the list keeps each one.
import socket


def listening(ports):
    found = []
    for port in ports:
        sock = socket.socket()
        try:
            sock.bind(("", port))
        except OSError:
            sock.close()
            raise
        found.append(sock)
    return found


class Server:
    def __init__(self):
        self._sockets = {}

    def listen(self, ports):
        found = listening(ports)
        self.add(found)

    def add(self, sockets):
        for sock in sockets:
            self._sockets[sock.fileno()] = sock

    def stop(self):
        while self._sockets:
            _, sock = self._sockets.popitem()
            sock.close()
