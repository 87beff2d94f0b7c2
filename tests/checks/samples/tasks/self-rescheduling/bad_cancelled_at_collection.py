# The timer holds the sweeper, which is therefore never collected: what its `__del__` cancels runs for ever.
import asyncio


class Sweeper:
    def __init__(self, rooms):
        self.rooms = rooms
        self.timer = None
        self._sweep()

    def _sweep(self):
        self.rooms.sweep()
        self.timer = asyncio.get_running_loop().call_later(60, self._sweep)  # expect: WSH204

    def _stop(self):
        if self.timer is not None:
            self.timer.cancel()

    def __del__(self):
        self._stop()
