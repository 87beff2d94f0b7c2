# The thread is no daemon and has no flag: the process cannot end.
import threading


class Poller:
    def __init__(self, source, sink):
        self._source = source
        self._sink = sink

    def start(self):
        self._thread = threading.Thread(target=self._poll)  # expect: WSH208
        self._thread.start()

    def close(self):
        self._sink.close()

    def _poll(self):
        while True:
            print(self._source.read())
