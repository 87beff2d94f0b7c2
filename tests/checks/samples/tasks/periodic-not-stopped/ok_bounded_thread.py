# Fine: the thread does one thing and ends.
import threading


class Uploader:
    def __init__(self, sink):
        self._sink = sink

    def upload(self, data):
        threading.Thread(target=self._write, args=(data,)).start()

    def close(self):
        self._sink.close()

    def _write(self, data):
        self._sink.write(data)
