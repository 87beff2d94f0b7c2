# `on_disconnect` only gives and takes a handler: the class has no method that ends anything, so a caller may do that.
import asyncio


class Broker:
    def __init__(self):
        self._gone = None

    @property
    def on_disconnect(self):
        return self._gone

    @on_disconnect.setter
    def on_disconnect(self, handler):
        self._gone = handler

    def dial(self):
        self._reader = asyncio.create_task(self._read())  # expect: WSH202 medium

    async def _read(self):
        while True:
            await asyncio.sleep(1)
