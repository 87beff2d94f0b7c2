# The loop asks the device, which nobody but this object has, and which this object leaves open.
import threading
import time


class Device:
    def __init__(self):
        self.finished = False
        self.volume = 1


class Meter:
    def __init__(self, on_level):
        self._on_level = on_level
        self._device = Device()

    def open(self):
        self._timer = threading.Timer(60, self._on_level)
        self._timer.start()
        self._reading = threading.Thread(target=self._read)  # expect: WSH208
        self._reading.start()

    def close(self):
        self._timer.cancel()

    def _read(self):
        while not self._device.finished:
            time.sleep(1)
            self._on_level(self._device.volume)
