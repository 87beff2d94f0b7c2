# The reader looks at an event that the client sets.
import threading


class Reader(threading.Thread):
    def __init__(self, port, over):
        super().__init__()
        self._port = port
        self._over = over

    def run(self):
        while True:
            if self._over.is_set():
                return
            print(self._port.read())


class Client:
    def __init__(self, port):
        self._over = threading.Event()
        self._reader = Reader(port, self._over)

    def start(self):
        self._reader.start()

    def close(self):
        self._over.set()
