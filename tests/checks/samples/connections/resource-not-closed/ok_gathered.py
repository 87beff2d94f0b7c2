# Fine: what was opened at once is closed one by one; what tasks gave is nothing that can be closed.
import asyncio

import websockets


async def compare(left, right):
    both = await asyncio.gather(websockets.connect(left), websockets.connect(right))
    try:
        await asyncio.gather(*[each.send("version") for each in both])
    finally:
        for each in both:
            await each.close()


class Comparison:
    async def run(self):
        self.left, self.right = await asyncio.gather(
            asyncio.create_task(self._follow("left")), asyncio.create_task(self._follow("right"))
        )

    async def _follow(self, side):
        while side is not None:
            await asyncio.sleep(1)

    async def close(self):
        self.closed = True
