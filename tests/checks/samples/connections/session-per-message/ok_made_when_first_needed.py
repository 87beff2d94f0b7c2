# Fine: the first message makes it, and all others use it.
import aiohttp


class Session:
    def __init__(self, websocket):
        self._websocket = websocket
        self._http = None

    async def run(self):
        try:
            async for text in self._websocket:
                if self._http is None:
                    self._http = aiohttp.ClientSession()
                async with self._http.get(text) as answer:
                    await self._websocket.send(str(answer.status))
        finally:
            await self.close()

    async def close(self):
        if self._http is not None:
            await self._http.close()
