# When the greeting fails, Python does not call `__aexit__`: the pump runs on, for a link that nobody has.
import asyncio


class Link:
    def __init__(self, peer):
        self.peer = peer

    async def __aenter__(self):
        self.pumping = asyncio.create_task(self._pump())  # expect: WSH202 medium
        await self.peer.greet()
        return self

    async def __aexit__(self, *reason):
        self.pumping.cancel()

    async def _pump(self):
        while True:
            await asyncio.sleep(1)
            await self.peer.refresh()
