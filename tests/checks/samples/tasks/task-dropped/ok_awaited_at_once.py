# Fine: the task is awaited through a local, in a comprehension, or by gather.
import asyncio


class Fanout:
    async def broadcast(self, members, message):
        tasks = [asyncio.create_task(member.send(message)) for member in members]
        await asyncio.gather(*tasks)
        if (last := asyncio.create_task(self._flush())) is not None:
            await last

    async def _flush(self):
        await asyncio.sleep(0)
