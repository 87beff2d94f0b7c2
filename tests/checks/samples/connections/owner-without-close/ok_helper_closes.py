# Fine: the class that is given the session closes it.
import aiohttp


class Firmware:
    def __init__(self, session, host):
        self._session = session
        self._host = host

    async def version(self):
        async with self._session.get(self._host) as response:
            return await response.text()

    async def close(self):
        await self._session.close()


class Device:
    def __init__(self, host):
        self._session = aiohttp.ClientSession()
        self._firmware = Firmware(self._session, host)

    async def version(self):
        return await self._firmware.version()
