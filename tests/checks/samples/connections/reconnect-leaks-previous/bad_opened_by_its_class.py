# What `dial()` gives is a gateway around a connection of its own; nobody closes the one before.
import asyncio

import aiohttp


class Gateway:
    def __init__(self, websocket):
        self._websocket = websocket

    @classmethod
    async def of(cls, voice):
        websocket = await voice.session.ws_connect(voice.url, heartbeat=20)
        gateway = cls(websocket)
        gateway.voice = voice
        return gateway

    async def poll(self):
        return await self._websocket.receive(timeout=60)

    async def close(self, code=1000):
        await self._websocket.close(code=code)


class Voice:
    def __init__(self, url):
        self.url = url
        self.session = aiohttp.ClientSession()
        self.ready = asyncio.Event()
        self.gateway = None

    async def dial(self):
        gateway = await Gateway.of(self)
        self.ready.set()
        return gateway

    async def connect(self):
        self.gateway = await self.dial()

    async def reconnect(self):
        try:
            self.gateway = await self.dial()  # expect: WSH406 medium
        except OSError:
            return False
        return True

    async def close(self):
        await self.gateway.close()
        await self.session.close()
