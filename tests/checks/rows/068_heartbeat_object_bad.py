# The heartbeat's task cannot be ended.
import asyncio


class Heartbeat:
    def __init__(self, ws):
        self.ws = ws
        self.alive = True
        self._task = asyncio.ensure_future(self._loop())  # expect: WSH202

    async def _loop(self):
        while True:
            await asyncio.sleep(30)
            await self.ws.ping()

    def on_pong(self):
        self.alive = True


async def handler(ws):
    beat = Heartbeat(ws)
    async for message in ws:
        beat.on_pong()
