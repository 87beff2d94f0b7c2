# Clearing forgets the timer and does not cancel it: it fires all the same, into what has been filled again.
import asyncio


class Throttle:
    def __init__(self, loop: asyncio.AbstractEventLoop, interval, send):
        self._loop = loop
        self._interval = interval
        self._send = send
        self._held = {}
        self._timer = None

    def put(self, key, value):
        self._held[key] = value
        if self._timer is None:
            self._timer = self._loop.call_later(self._interval, self._flush)  # expect: WSH209

    def clear(self):
        if self._timer is not None:
            self._timer = None
        self._held.clear()

    def _flush(self):
        self._timer = None
        held, self._held = self._held, {}
        for key, value in held.items():
            self._send(key, value)
