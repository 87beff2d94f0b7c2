# `greet` is given the link, and may close it where it says no.
import socket

from project.protocol import greet


class Hub:
    def __init__(self):
        self._links = {}

    def find(self, host):
        link = socket.create_connection(host)
        answer = link.recv(100)
        if not answer:
            link.close()
            return
        welcome = greet(link, answer)
        if welcome:
            self._links["first"] = link

    def close(self):
        for link in self._links.values():
            link.close()
