# The old socket is closed before the next is made.
import socket
import time


class Receiver:
    def __init__(self, host):
        self._host = host
        self._socket = None

    def connect(self):
        while True:
            try:
                if self._socket is not None:
                    self._socket.close()
                self._socket = socket.create_connection((self._host, 8009))
                self._socket.sendall(b"hello")
                return
            except OSError:
                time.sleep(5)

    def close(self):
        if self._socket is not None:
            self._socket.close()
