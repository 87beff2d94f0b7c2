# Fine: what the function of the project returns is a future that others have, and no task.
import asyncio


class Page:
    def __init__(self):
        self._made = asyncio.get_running_loop().create_future()
        self._seen = asyncio.get_running_loop().create_future()

    def made(self):
        return self._made

    def seen(self):
        return self._seen

    async def answer(self, limit):
        made = self.made()
        seen = self.seen()
        await asyncio.wait([made, seen], timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        return made.result() if made.done() else None
