# One timer for each user, and close() cancels none.
import asyncio


class Typing:
    def __init__(self, sink):
        self._timers = {}
        self._sink = sink

    def started(self, user):
        self._timers[user] = asyncio.get_running_loop().call_later(5, self._stopped, user)  # expect: WSH209

    def _stopped(self, user):
        del self._timers[user]
        self._sink.stopped(user)

    def close(self):
        self._sink.close()
