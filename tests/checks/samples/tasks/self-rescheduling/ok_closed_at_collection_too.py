# Fine: `close()` cancels the timer; that `__del__` calls it as well is only one more try.
import asyncio


class Sweeper:
    def __init__(self, rooms):
        self.rooms = rooms
        self.timer = None
        self._sweep()

    def _sweep(self):
        self.rooms.sweep()
        self.timer = asyncio.get_running_loop().call_later(60, self._sweep)

    def close(self):
        if self.timer is not None:
            self.timer.cancel()

    def __del__(self):
        self.close()
