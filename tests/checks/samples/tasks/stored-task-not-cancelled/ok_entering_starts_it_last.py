# Fine: nothing can fail any more once the pump runs.
import asyncio


class Link:
    def __init__(self, peer):
        self.peer = peer

    async def __aenter__(self):
        await self.peer.greet()
        self.pumping = asyncio.create_task(self._pump())
        return self

    async def __aexit__(self, *reason):
        self.pumping.cancel()

    async def _pump(self):
        while True:
            await asyncio.sleep(1)
            await self.peer.refresh()
