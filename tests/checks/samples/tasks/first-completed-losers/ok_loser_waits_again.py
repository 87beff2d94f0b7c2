# Fine: the set of pending tasks goes into the next wait.
import asyncio


class Merge:
    async def run(self, first, second):
        pending = {asyncio.create_task(first.get()), asyncio.create_task(second.get())}
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                print(task.result())
