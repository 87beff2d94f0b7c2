# Fine: a download closes itself as soon as it has run, with or without an error.
import socket


class Download:
    def __init__(self, address):
        self._socket = socket.create_connection(address)

    def run(self):
        try:
            return self._socket.recv(1 << 16)
        finally:
            self.close()

    def close(self):
        self._socket.close()


class Browser:
    def __init__(self, address):
        self._address = address
        self._pages = socket.create_connection(address)
        self._download = None

    def download(self):
        self._download = Download(self._address)
        return self._download.run()

    def close(self):
        self._pages.close()
