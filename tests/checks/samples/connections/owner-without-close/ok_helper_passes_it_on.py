# Fine: the helper gives the session to code that nobody sees here, and that may close it.
import aiohttp
from vendor import Transport


class Firmware:
    def __init__(self, session, host):
        self._transport = Transport(session, host)

    async def version(self):
        return await self._transport.read("/version")


class Device:
    def __init__(self, host):
        self._session = aiohttp.ClientSession()
        self._firmware = Firmware(self._session, host)

    async def version(self):
        return await self._firmware.version()
