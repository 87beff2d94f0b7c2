# Stopping the reader closes what it reads, which ends its loop by an error.
import threading


class Reader(threading.Thread):
    def __init__(self, driver):
        super().__init__(daemon=True)
        self._tunnel = driver.open("tun0")
        self._ended = False

    def run(self):
        tunnel = self._tunnel
        while not self._ended:
            print(tunnel.read())

    def stop(self):
        self._tunnel.close()


class Relay:
    def __init__(self, driver):
        self._reader = Reader(driver)
        self._reader.start()

    def close(self):
        self._reader.stop()
