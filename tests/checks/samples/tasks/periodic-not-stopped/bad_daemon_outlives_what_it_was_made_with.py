# `close()` ends the connection that the object made, and leaves the thread beside it polling.
import socket
import threading
import time


class Poller:
    def __init__(self, address, source):
        self._source = source
        self._sink = socket.create_connection(address)
        self._thread = threading.Thread(target=self._poll, daemon=True)  # expect: WSH208 medium
        self._thread.start()

    def close(self):
        self._sink.close()

    def _poll(self):
        while True:
            time.sleep(1)
            print(self._source.read())
