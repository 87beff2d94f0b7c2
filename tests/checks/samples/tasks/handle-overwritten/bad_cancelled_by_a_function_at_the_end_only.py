# The function that cancels is only given the reader at the end, and that is the last of them.
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
        self._reader = asyncio.create_task(self.read(stream))  # expect: WSH206

    async def read(self, stream):
        async for text in stream:
            print(text)

    async def close(self):
        end(self._reader)
