# Who leaves the block has nothing left to call: another method ends what entering it has opened and started.
import asyncio

import aiohttp
import websockets


class Rates:
    async def __aenter__(self):
        await self.connect()
        return self

    async def __aexit__(self, *error):
        print("done")

    async def connect(self):
        self._session = aiohttp.ClientSession()  # expect: WSH403 medium

    async def close(self):
        await self._session.close()


class Feed:
    async def __aenter__(self):
        self._socket = await websockets.connect("ws://localhost:8765")  # expect: WSH403 medium
        self._pinging = asyncio.create_task(self._ping())
        return self

    async def __aexit__(self, *error):
        self._pinging.cancel()

    async def _ping(self):
        while True:
            await asyncio.sleep(10)
            await self._socket.ping()

    async def disconnect(self):
        await self._socket.close()


class Clock:
    async def __aenter__(self):
        self._session = aiohttp.ClientSession()
        self._ticking = asyncio.create_task(self._tick())  # expect: WSH403 medium
        return self

    async def __aexit__(self, *error):
        await self._session.close()

    async def _tick(self):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        self._ticking.cancel()
        await self._session.close()
