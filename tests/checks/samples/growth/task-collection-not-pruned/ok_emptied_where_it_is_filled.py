# Fine: whoever fills the set waits for its tasks and empties it; the next run begins with a new one.
import asyncio


class Shutdown:
    def __init__(self):
        self._closing = set()

    async def close(self, connections):
        self._closing = {asyncio.create_task(each.close()) for each in connections}
        await asyncio.gather(*self._closing, return_exceptions=True)
        self._closing.clear()

    def hurry(self):
        for task in self._closing:
            task.cancel()


class Background:
    def __init__(self):
        self._closing = {}

    def at_end(self, name, close):
        self._closing[name] = close

    async def end(self):
        for close in list(self._closing.values()):
            await close()
        self._closing.clear()
