# The thread has a way to end it.
import threading


class Reader(threading.Thread):
    def __init__(self, port):
        super().__init__(daemon=True)
        self._port = port
        self._over = threading.Event()

    def run(self):
        while not self._over.wait(1):
            print(self._port.read())

    def stop(self):
        self._over.set()
