# The session is given to a class that only uses it, so it stays with the one that opened it, which never closes it.
import aiohttp


class Firmware:
    def __init__(self, session, host):
        self._session = session
        self._host = host

    async def version(self):
        async with self._session.get(self._host) as response:
            return await response.text()


class Device:
    def __init__(self, host, session=None):
        self._session = session or aiohttp.ClientSession()  # expect: WSH402 medium
        self._firmware = Firmware(self._session, host)

    async def version(self):
        return await self._firmware.version()
