# The loop tests a flag that nothing sets: stopping the sampler empties its queue, and the thread waits for more.
import queue
import threading


class Sampler(threading.Thread):
    def __init__(self, probe):
        super().__init__(name="sampler", daemon=True)
        self._probe = probe
        self._orders = queue.Queue()
        self._busy = threading.Lock()
        self._ended = False

    def order(self, item):
        self._orders.put(item)

    def stop(self):
        while not self._orders.empty():
            self._orders.get_nowait()
        self._busy.release()

    def run(self):
        while not self._ended:
            item = self._orders.get()
            with self._busy:
                self._probe.measure(item)


class Bench:
    def __init__(self, probe):
        self._sampler = Sampler(probe)  # expect: WSH208 medium
        self._sampler.start()

    def measure(self, item):
        self._sampler.order(item)

    def close(self):
        self._sampler.stop()
