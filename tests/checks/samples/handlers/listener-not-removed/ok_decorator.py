# A decorator says that the function belongs to the emitter for good.
from pyee.asyncio import AsyncIOEventEmitter


class Panel:
    def __init__(self, emitter: AsyncIOEventEmitter, ws):
        self.ws = ws

        @emitter.on("reading")
        def note(value):
            self.last = value

    async def close(self):
        await self.ws.close()
