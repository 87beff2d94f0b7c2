# Fine: connection_lost() reaches the cancel through a helper method of the base class.
import asyncio


class Timed(asyncio.Protocol):
    _timer = None

    def _disarm(self):
        if timer := self._timer:
            timer.cancel()

    def connection_lost(self, error):
        self._disarm()


class Http(Timed):
    def __init__(self, loop, server):
        self._loop = loop
        self._server = server

    def responded(self):
        self._disarm()
        self._timer = self._loop.call_later(5, self._server.idle, self)
