# `stop()` ends the thread, and the process keeps the object: nobody tells `atexit`.
import atexit
from threading import Thread


class Receiver(Thread):
    def __init__(self, loop):
        super().__init__(daemon=True)
        atexit.register(self._notice)  # expect: WSH108 info
        self._loop = loop
        self._ending = False

    def _notice(self):
        self._ending = True

    def run(self):
        while not self._ending:
            self._loop.run_once()

    def stop(self):
        self._loop.stop()
        self.join()
