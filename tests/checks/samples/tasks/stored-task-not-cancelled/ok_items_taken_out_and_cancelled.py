# Fine: what is left is taken out with its key, and cancelled.
import asyncio


class Supervisor:
    def __init__(self):
        self._children = {}

    def add(self, name):
        self._children[name] = asyncio.create_task(self._poll(name))

    async def _poll(self, name):
        while True:
            await asyncio.sleep(1)
            print(name)

    def drop(self, name):
        self._children.pop(name).cancel()

    async def close(self):
        while self._children:
            _, task = self._children.popitem()
            task.cancel()
