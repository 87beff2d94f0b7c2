# The reader loops for ever, and closing the client leaves it running.
import threading


class Reader(threading.Thread):
    def __init__(self, port):
        super().__init__()
        self._port = port

    def run(self):
        while True:
            print(self._port.read())


class Client:
    def __init__(self, port, log):
        self._log = log
        self._reader = Reader(port)  # expect: WSH208 medium

    def start(self):
        self._reader.start()

    def close(self):
        self._log.close()

    def state(self):
        return self._reader.is_alive()
