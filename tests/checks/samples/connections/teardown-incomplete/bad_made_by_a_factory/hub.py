import asyncio

from .client import Client, open_client


class Hub:
    async def start(self, host):
        self._first = await Client.create(host)  # expect: WSH403
        self._second = await open_client(host)  # expect: WSH403
        self._beat = asyncio.create_task(self._tick())

    async def _tick(self):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        self._beat.cancel()
