# Fine: `resume()` undoes what `pause()` has done, and `poll()` ends the old timer first.
import asyncio


class Player:
    def __init__(self, loop):
        self._loop = loop
        self._timer = None

    def start(self):
        self._arm()

    def resume(self):
        self._arm()

    def pause(self):
        if self._timer is not None:
            self._timer.cancel()

    def _arm(self):
        self._timer = self._loop.call_later(30, self._next)

    def _next(self):
        print("next")

    def close(self):
        self.pause()


class Talk(asyncio.Protocol):
    def __init__(self, loop):
        self._loop = loop
        self._idle = None

    def connection_made(self, transport):
        self._transport = transport
        self._arm()

    def data_received(self, data):
        self._disarm()
        self._arm()

    def connection_lost(self, error):
        self._disarm()

    def _arm(self):
        self._idle = self._loop.call_later(30, self._transport.close)

    def _disarm(self):
        if self._idle is not None:
            self._idle.cancel()
