# The repair: the heartbeat's task cannot be ended no longer.
import asyncio


class Heartbeat:
    def __init__(self, ws):
        self.ws = ws
        self.alive = True
        self._task = asyncio.ensure_future(self._loop())

    async def _loop(self):
        while True:
            await asyncio.sleep(30)
            await self.ws.ping()

    def on_pong(self):
        self.alive = True

    def close(self):
        self._task.cancel()


async def handler(ws):
    beat = Heartbeat(ws)
    try:
        async for message in ws:
            beat.on_pong()
    finally:
        beat.close()
