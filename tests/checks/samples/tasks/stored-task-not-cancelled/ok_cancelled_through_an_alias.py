# Fine: the task is cancelled through a local name, in a base class.
import asyncio


class Base:
    _task = None

    async def close(self):
        task, self._task = self._task, None
        if task is not None:
            task.cancel()


class Feed(Base):
    def open(self):
        self._task = asyncio.create_task(self._pump())

    async def _pump(self):
        while True:
            await asyncio.sleep(1)
