# Closing the tunnel ends the thread that reads it, by an error.
import threading


class Relay:
    def __init__(self, driver, sink):
        self._sink = sink
        self._tunnel = driver.open("tun0")
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        tunnel = self._tunnel
        while True:
            self._sink.push(tunnel.read())

    def close(self):
        self._tunnel.close()
