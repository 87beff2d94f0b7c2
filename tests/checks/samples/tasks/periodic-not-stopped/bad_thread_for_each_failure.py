# The thread ends up in the method that starts it: each failed attempt leaves one more.
import threading
import time


class Transport:
    def __init__(self, socket):
        self._socket = socket

    def reconnect(self):
        try:
            self._socket.connect()
        except OSError:
            threading.Thread(target=self._later, args=(5,)).start()  # expect: WSH208

    def _later(self, seconds):
        time.sleep(seconds)
        self.reconnect()
