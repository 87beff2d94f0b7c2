# One mixin starts the task, and another one cancels it.
import asyncio


class Reading:
    def start(self):
        self._reader = asyncio.create_task(self._read())
        self._writer = asyncio.create_task(self._read())

    async def _read(self):
        while True:
            await asyncio.sleep(1)

    async def close(self):
        self._writer.cancel()


class Stopping:
    async def close(self):
        self._reader.cancel()
        await super().close()


class Client(Stopping, Reading):
    pass
