# The base class has started the listener by then; the second takes its place, and the first runs on.
import asyncio


class Tracker:
    def __init__(self, source):
        self._source = source
        self._listening = None

    async def start(self):
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self):
        while True:
            await self._source.next()

    def stop(self):
        if self._listening is not None:
            self._listening.cancel()
            self._listening = None


class Exchange(Tracker):
    async def start(self):
        await super().start()
        self._listening = asyncio.create_task(self._listen())  # expect: WSH206
