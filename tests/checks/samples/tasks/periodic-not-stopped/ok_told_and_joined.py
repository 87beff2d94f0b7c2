# Fine: the thread asks an event, and teardown sets it.
import threading


class Poller:
    def __init__(self, source):
        self._source = source
        self._stopped = threading.Event()

    def start(self):
        self._thread = threading.Thread(target=self._poll)
        self._thread.start()

    def close(self):
        self._stopped.set()

    def _poll(self):
        while not self._stopped.is_set():
            print(self._source.read())
