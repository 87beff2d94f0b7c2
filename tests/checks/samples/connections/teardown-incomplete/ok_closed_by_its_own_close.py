# Fine: the voice is closed; its `disconnect` leaves one guild and ends nothing else.
import aiohttp


class Voice:
    def __init__(self):
        self._connections = {}
        self._session = aiohttp.ClientSession()

    def start(self):
        self._alive = True

    async def disconnect(self, guild):
        await self._connections.pop(guild).close()
        await self._session.close()

    async def close(self):
        for guild in list(self._connections):
            await self.disconnect(guild)


class Bot:
    def __init__(self):
        self._voice = Voice()
        self._session = aiohttp.ClientSession()

    def start(self):
        self._voice.start()

    async def close(self):
        await self._end(self._voice.close())
        await self._session.close()

    async def _end(self, closing):
        await closing
