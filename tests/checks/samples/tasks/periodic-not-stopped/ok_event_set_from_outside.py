# Whoever made the monitor sets the event that ends its thread.
import threading


class Monitor:
    def __init__(self, port):
        self._port = port
        self.over = threading.Event()

    def connect(self):
        threading.Thread(target=self._listen).start()

    def _listen(self):
        while not self.over.is_set():
            print(self._port.read())


class Sensor:
    def __init__(self, port):
        self._monitor = Monitor(port)

    def close(self):
        self._monitor.over.set()
