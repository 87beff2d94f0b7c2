# Fine: closing the object stops the loop of its thread, and with it every timer in there.
import asyncio
import threading


class Timers:
    def __init__(self, report):
        self._report = report
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._next = None

    def start(self):
        self._thread.start()

    def arm(self, seconds):
        self._next = self._loop.call_later(seconds, self._fire)

    def _fire(self):
        self._report(self)

    def close(self):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
