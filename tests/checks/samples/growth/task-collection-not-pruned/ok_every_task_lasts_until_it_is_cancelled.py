# The task of a peer runs until the peer leaves, which takes it out.
import asyncio


class Desk:
    def __init__(self):
        self._open = {}

    def accept(self, peer):
        self._open[peer] = asyncio.create_task(self.follow(peer))

    async def follow(self, peer):
        while True:
            await peer.ping()
            await asyncio.sleep(5)

    def leave(self, peer):
        task = self._open.pop(peer)
        task.cancel()
