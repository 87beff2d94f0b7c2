# Sockets are accepted and kept for good; what cannot be reached any more is tried for ever.
import socket


class Relay:
    def __init__(self, port):
        self._listening = socket.create_server(("", port))
        self._outputs = []

    def run(self):
        while True:
            output, _ = self._listening.accept()
            self._outputs.append(output)

    def deliver(self, data):
        for output in self._outputs:
            try:
                output.sendall(data)  # expect: WSH508
            except OSError:
                pass

    def close(self):
        self._listening.close()
        for output in self._outputs:
            output.close()
        self._outputs.clear()
