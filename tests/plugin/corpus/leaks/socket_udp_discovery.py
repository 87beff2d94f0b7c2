# leak: socket | test_discovery | socket
"""A UDP probe for devices; the answer is read, the socket kept by the finder."""

import socket


class Finder:
    def __init__(self):
        self.probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # <- born
        self.probe.bind(("127.0.0.1", 0))

    def find(self):
        self.probe.sendto(b"who", self.probe.getsockname())
        return self.probe.recv(8)


FINDER = {}


def test_discovery():
    FINDER["it"] = Finder()
    assert FINDER["it"].find() == b"who"
