# Whatever the answer is, the link is kept: under one name or the other.
import socket


class Hub:
    def __init__(self):
        self._links = {}
        self._others = []

    def find(self, host):
        link = socket.create_connection(host)
        answer = link.recv(100)
        if not answer:
            link.close()
            return
        if not self._others:
            self._links["first"] = link
        self._links["last"] = link

    def close(self):
        for link in self._links.values():
            link.close()
