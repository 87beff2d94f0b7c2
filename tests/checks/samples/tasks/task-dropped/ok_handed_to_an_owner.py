# Fine: somebody else is given the task.
import asyncio


class Session:
    def __init__(self, supervisor):
        self._supervisor = supervisor

    def open(self):
        self._supervisor.adopt(asyncio.create_task(self._read()))

    async def _read(self):
        await asyncio.sleep(1)
