# Fine: whoever drops the handle has cancelled it before, or is the callback of a timer that has fired.
import asyncio


class Throttle:
    def __init__(self, loop: asyncio.AbstractEventLoop, interval, send):
        self._loop = loop
        self._interval = interval
        self._send = send
        self._reset()

    def _reset(self):
        self._held = {}
        self._timer = None

    def put(self, key, value):
        self._held[key] = value
        if self._timer is None:
            self._timer = self._loop.call_later(self._interval, self._flush)

    def clear(self):
        self._disarm()
        self._held.clear()

    def _disarm(self):
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _flush(self):
        held = self._held
        self._reset()
        for key, value in held.items():
            self._send(key, value)
