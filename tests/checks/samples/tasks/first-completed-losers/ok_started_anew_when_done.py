# Fine: a task is started again only after it was done, and the one that lost is waited for in the next round.
import asyncio


class Merge:
    async def run(self, first, second):
        one = asyncio.create_task(first.get())
        two = asyncio.create_task(second.get())
        while True:
            done, _ = await asyncio.wait({one, two}, return_when=asyncio.FIRST_COMPLETED)
            if one in done:
                print(one.result())
                one = asyncio.create_task(first.get())
            if two in done:
                print(two.result())
                two = asyncio.create_task(second.get())
