# Each thread makes a loop for itself, and leaves it open when it has ended: nobody is left to use it.
import asyncio
import threading


class Importer(threading.Thread):
    def __init__(self):
        super().__init__()
        self._loop = asyncio.new_event_loop()  # expect: WSH402 medium

    def run(self):
        self._loop.run_forever()

    def close(self):
        self.join()
