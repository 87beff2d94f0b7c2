# Fine: what is pending is part of what the next round waits for, under the name that it had before.
import asyncio


class Merge:
    async def run(self, sources):
        waiting = {asyncio.create_task(source.get()) for source in sources}
        while True:
            done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                print(task.result())
            waiting = rest | {asyncio.create_task(source.get()) for source in sources[: len(done)]}
