# A thread that runs holds its object: the reader is never collected, and so never told to stop.
import threading


class Reader:
    def __init__(self, port):
        self._port = port
        self.stopped = False
        self.thread = threading.Thread(target=self._read)  # expect: WSH208
        self.thread.start()

    def _read(self):
        while not self.stopped:
            self._port.read()

    def __del__(self):
        self.stopped = True
        self.thread.join()
