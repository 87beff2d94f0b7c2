# Fine: close() goes over the values.
import asyncio


class Typing:
    def __init__(self, sink):
        self._timers = {}
        self._sink = sink

    def started(self, user):
        self._timers[user] = asyncio.get_running_loop().call_later(5, self._sink.stopped, user)

    def close(self):
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._sink.close()
