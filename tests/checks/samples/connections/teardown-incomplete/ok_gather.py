# `gather` runs both closes; the sessions are kept in a dictionary.
import asyncio

import aiohttp
import websockets


class Feed:
    def __init__(self):
        self._sessions = {}

    async def open(self, name, url):
        self._sessions[name] = aiohttp.ClientSession()
        self._socket = await websockets.connect(url)

    async def close(self):
        await self._socket.close()
        await asyncio.gather(*(session.close() for session in self._sessions.values()))
        self._sessions.clear()
