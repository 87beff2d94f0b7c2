# The class has a way to end its loop, and it is used.
import threading


class Reader(threading.Thread):
    def __init__(self, port):
        super().__init__()
        self._port = port
        self._running = True

    def run(self):
        while self._running:
            print(self._port.read())

    def stop(self):
        self._running = False


class Client:
    def __init__(self, port):
        self._reader = Reader(port)

    def start(self):
        self._reader.start()

    def close(self):
        self._reader.stop()
