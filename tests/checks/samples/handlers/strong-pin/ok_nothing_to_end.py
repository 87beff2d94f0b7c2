# Fine: the first is taken back, the second is never ended before the program, the end of the program is what ends the third.
import atexit
import socket


class Receiver:
    def __init__(self, host):
        self._sock = socket.create_connection((host, 7000))
        atexit.register(self.close)

    def close(self):
        atexit.unregister(self.close)
        self._sock.close()


class Statistics:
    def __init__(self):
        self._seen = 0
        atexit.register(self._print)

    def note(self):
        self._seen += 1

    def _print(self):
        print(self._seen)


class Journal:
    def __init__(self, path):
        self._file = open(path, "a")
        atexit.register(self.close)

    def close(self):
        self._file.close()
