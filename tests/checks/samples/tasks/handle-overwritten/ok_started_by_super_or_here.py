# Fine: one subclass starts it instead of its base, one ends the other first, one has a second of its own.
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

    async def stop(self):
        if self._listening is not None:
            self._listening.cancel()
            self._listening = None


class Instead(Tracker):
    async def start(self):
        await self._source.open()
        self._listening = asyncio.create_task(self._listen())


class Anew(Tracker):
    async def start(self):
        await super().start()
        self._listening.cancel()
        self._listening = asyncio.create_task(self._listen())


class Second(Tracker):
    def __init__(self, source):
        super().__init__(source)
        self._beating = None

    async def start(self):
        await super().start()
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self):
        while True:
            await asyncio.sleep(10)

    async def stop(self):
        await super().stop()
        if self._beating is not None:
            self._beating.cancel()
            self._beating = None


class Again(Tracker):
    async def restart(self):
        await super().stop()
        self._listening = asyncio.create_task(self._listen())
