# A link that does not answer is closed, and the first one is kept; the one that tells of others is forgotten.
import socket


class Hub:
    def __init__(self):
        self._links = {}
        self._others = []

    def find(self, hosts):
        for host in hosts:
            link = socket.create_connection(host)  # expect: WSH401 medium
            link.sendall(b"others?")
            answer = link.recv(100)
            if not answer:
                link.close()
                continue
            self.learn(answer)
            if not self._others:
                self._links["first"] = link
            break

    def learn(self, answer):
        self._others = answer.split()

    def close(self):
        for link in self._links.values():
            link.close()
