# What takes all of them out in the end does nothing about one that is gone.
import socket


class Relay:
    def __init__(self, port):
        self._listening = socket.create_server(("", port))
        self._outputs = set()

    def run(self):
        while True:
            output, _ = self._listening.accept()
            self._outputs.add(output)

    def deliver(self, data):
        for output in self._outputs:
            try:
                output.sendall(data)  # expect: WSH508
            except OSError:
                pass

    def close(self):
        self._listening.close()
        while len(self._outputs) > 0:
            self._outputs.pop().close()
