# The session is closed by `wait_closed`, which whoever calls `close` calls next, as with an asyncio transport.
import aiohttp


class Transport:
    def __init__(self) -> None:
        self._client = aiohttp.ClientSession()
        self._ws = None

    async def connect(self, url: str) -> None:
        self._ws = await self._client.ws_connect(url, heartbeat=20)

    async def close(self) -> None:
        await self._ws.close()

    async def wait_closed(self) -> None:
        await self._client.close()
