# The process may end without the reader.
import threading


class Reader(threading.Thread):
    def __init__(self, port):
        super().__init__(daemon=True)
        self._port = port

    def run(self):
        while True:
            print(self._port.read())


class Client:
    def __init__(self, port, log):
        self._log = log
        self._reader = Reader(port)

    def start(self):
        self._reader.start()

    def close(self):
        self._log.close()
