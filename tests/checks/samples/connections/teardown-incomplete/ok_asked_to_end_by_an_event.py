# The bus calls `on_hub_stop_event` to end the hub, which closes its session there and then resets the rest.
import asyncio

import aiohttp


class Hub:
    def __init__(self, bus):
        self._session = aiohttp.ClientSession()
        self._reading = asyncio.create_task(self._read())
        bus.handles(self)

    async def _read(self):
        while True:
            async with self._session.get("http://localhost/") as answer:
                print(await answer.text())

    async def on_hub_stop_event(self, event):
        await self._session.close()
        await self.reset()

    async def reset(self):
        self._reading.cancel()
