# The condition asks the link itself: what is not kept there has been closed by then.
import socket


class Hub:
    def __init__(self):
        self._links = {}

    def find(self, host):
        link = socket.create_connection(host)
        link.sendall(b"others?")
        answer = link.recv(100)
        if not answer:
            link.close()
            return
        if link.fileno() >= 0:
            self._links["first"] = link

    def close(self):
        for link in self._links.values():
            link.close()
