# Its owner sets the flag that the loop tests.
import threading


class Sampler(threading.Thread):
    def __init__(self, probe):
        super().__init__()
        self._probe = probe
        self.ended = False

    def stop(self):
        self._probe.rest()

    def run(self):
        while not self.ended:
            self._probe.measure()


class Bench:
    def __init__(self, probe):
        self._sampler = Sampler(probe)
        self._sampler.start()

    def close(self):
        self._sampler.ended = True
        self._sampler.stop()
