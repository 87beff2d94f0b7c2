# The broker connects again whenever it was cut off, and each time leaves the task of the last connection in the list.
import asyncio


class Broker:
    def __init__(self, open_link):
        self._open = open_link
        self._tasks = []

    async def connect(self):
        self._tasks.append(asyncio.create_task(self._listen()))  # expect: WSH304

    async def _listen(self):
        async with self._open() as link:
            async for message in link:
                print(message)
        await self.connect()

    async def disconnect(self):
        for task in self._tasks:
            task.cancel()
        self._tasks = []
