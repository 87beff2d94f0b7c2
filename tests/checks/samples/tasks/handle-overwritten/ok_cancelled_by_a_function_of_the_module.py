# Fine: before each new reader the old one is given to a function that cancels it.
import asyncio


def end(task):
    if task is not None:
        task.cancel()


class Receiver:
    def __init__(self, dial):
        self._dial = dial
        self._reader = None

    async def reconnect(self):
        stream = await self._dial()
        end(self._reader)
        self._reader = asyncio.create_task(self.read(stream))

    async def read(self, stream):
        async for text in stream:
            print(text)

    async def close(self):
        end(self._reader)
