# Fine: whoever connects again has disconnected before, and with that the task is taken out.
import asyncio


class Broker:
    def __init__(self, open_link):
        self._open = open_link
        self._tasks = []

    async def connect(self, topics):
        self._tasks.append(asyncio.create_task(self._listen(topics)))

    async def _listen(self, topics):
        async with self._open(topics) as link:
            async for message in link:
                print(message)

    async def disconnect(self):
        for task in self._tasks:
            task.cancel()
        self._tasks = []
