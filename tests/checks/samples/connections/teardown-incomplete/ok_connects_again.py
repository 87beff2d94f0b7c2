# `disconnect` is not the end: the relay connects again, and needs the session that it was born with.
import aiohttp
import websockets


class Relay:
    def __init__(self, url: str) -> None:
        self._url = url
        self._session = aiohttp.ClientSession()  # expect: WSH403 medium
        self._link = None

    async def connect(self) -> None:
        self._link = await websockets.connect(self._url)

    async def disconnect(self) -> None:
        if self._link is not None:
            await self._link.close()
