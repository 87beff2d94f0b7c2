# Fine: the only task is stored elsewhere as well, and the next request goes on waiting for it.
import asyncio


class Replies:
    def __init__(self):
        self._at_work = {}

    async def answer(self, user, question):
        self._at_work[user]["task"] = task = asyncio.create_task(self._think(question))
        done, _ = await asyncio.wait({task}, timeout=4, return_when=asyncio.FIRST_COMPLETED)
        return "one moment, please" if not done else self._at_work.pop(user)["text"]

    async def _think(self, question):
        await asyncio.sleep(len(question))

    async def close(self):
        for each in self._at_work.values():
            each["task"].cancel()
