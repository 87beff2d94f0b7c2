# Fine: only a session that is closed is replaced.
import asyncio

import aiohttp


class Feed:
    def __init__(self):
        self.session = aiohttp.ClientSession()

    async def connect(self):
        while True:
            try:
                if self.session.closed:
                    self.session = aiohttp.ClientSession()
                self.ws = await self.session.ws_connect("wss://example.org", heartbeat=20)
                return
            except OSError:
                await asyncio.sleep(1)

    async def close(self):
        await self.ws.close()
        await self.session.close()
