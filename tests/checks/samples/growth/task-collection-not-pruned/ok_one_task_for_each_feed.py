# Unknown: a feed that has a task gets no other, and nobody can tell how many feeds there are.
import asyncio


class Feeds:
    def __init__(self, watch):
        self._watch = watch
        self._tasks = {}

    def follow(self, feed):
        if feed not in self._tasks:
            self._tasks[feed] = asyncio.create_task(self._print(feed))  # expect: WSH304 info

    async def _print(self, feed):
        async for price in self._watch(feed):
            print(price)

    def close(self):
        for task in self._tasks.values():
            task.cancel()
