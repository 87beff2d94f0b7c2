# Nothing can fail after the assignment: a failed attempt has stored nothing.
import socket
import time


class Receiver:
    def __init__(self, host):
        self._host = host

    def connect(self):
        while True:
            try:
                self._socket = socket.create_connection((self._host, 8009))
                return
            except OSError:
                time.sleep(5)

    def close(self):
        self._socket.close()
