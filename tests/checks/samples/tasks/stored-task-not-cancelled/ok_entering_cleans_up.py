# Fine: when the greeting fails, the pump is cancelled.
import asyncio


class Link:
    def __init__(self, peer):
        self.peer = peer

    async def __aenter__(self):
        self.pumping = asyncio.create_task(self._pump())
        try:
            await self.peer.greet()
        except BaseException:
            self.pumping.cancel()
            raise
        return self

    async def __aexit__(self, *reason):
        self.pumping.cancel()

    async def _pump(self):
        while True:
            await asyncio.sleep(1)
            await self.peer.refresh()
