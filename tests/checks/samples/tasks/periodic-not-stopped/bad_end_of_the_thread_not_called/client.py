# The reader can be stopped, and closing the client does not do it.
from .reader import Reader


class Client:
    def __init__(self, port, log):
        self._log = log
        self._port = port

    def start(self):
        self._reader = Reader(self._port)  # expect: WSH208 medium
        self._reader.start()

    def close(self):
        self._log.close()
