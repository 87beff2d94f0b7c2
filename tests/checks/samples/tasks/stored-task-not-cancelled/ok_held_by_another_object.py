# Fine: the task belongs to the record of the adapter that this was given, and ends with what it goes through.
import asyncio


class Stream:
    def __init__(self, adapter):
        self._adapter = adapter

    async def aclose(self):
        await self._adapter.leave(self)

    def recover(self, model):
        status = self._adapter._status[model]
        if status.task is None or status.task.done():

            async def probe():
                async for _ in self._attempts(model):
                    pass
                status.available = True

            status.task = asyncio.create_task(probe())

    async def _attempts(self, model):
        for _ in range(3):
            yield await model.generate()
