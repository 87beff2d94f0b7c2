# Fine: whoever has the connection sets its event, and the loops of both threads look at it.
import queue
import threading


class Voice:
    def __init__(self, sink):
        self._sink = sink
        self._texts = queue.Queue()

    def open(self, connection):
        self._connection = connection
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def close(self):
        self._sink.close()

    def _read(self):
        while not self._connection.stopping.is_set():
            try:
                self._sink.write(self._texts.get(timeout=1))
            except queue.Empty:
                continue
