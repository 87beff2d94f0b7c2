# Stopping sets the flag, and an order that is none wakes the thread to look at it.
import queue
import threading


class Sampler(threading.Thread):
    def __init__(self, probe):
        super().__init__(name="sampler", daemon=True)
        self._probe = probe
        self._orders = queue.Queue()
        self._ended = False

    def stop(self):
        self._ended = True
        self._orders.put(None)

    def run(self):
        while not self._ended:
            item = self._orders.get()
            if item is not None:
                self._probe.measure(item)


class Bench:
    def __init__(self, probe):
        self._sampler = Sampler(probe)
        self._sampler.start()

    def close(self):
        self._sampler.stop()
