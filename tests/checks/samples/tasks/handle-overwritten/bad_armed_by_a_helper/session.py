# Functions of another module make the timer and the task that each message replaces.
import asyncio

from . import timing


class Session:
    def __init__(self, loop, link):
        self._loop = loop
        self._link = link
        self._cancel = None
        self._beat = None

    def data_received(self, data):
        self._cancel = timing.later(self._loop, 30, self._refresh)  # expect: WSH206
        self._beat = timing.spawn(self._beats())  # expect: WSH206

    def close(self):
        if self._cancel is not None:
            self._cancel()
        if self._beat is not None:
            self._beat.cancel()

    async def _beats(self):
        while True:
            await asyncio.sleep(1)
            print("beat")

    def _refresh(self):
        self._link.ask()
