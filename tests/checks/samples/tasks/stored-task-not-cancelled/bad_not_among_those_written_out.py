# Two of the tasks are in neither of the loops: a local name, or a method that sets by name, makes no difference.
import asyncio
from typing import cast


class Beat:
    def __init__(self):
        self._first = asyncio.create_task(self._run())
        self._second = (second := asyncio.create_task(self._run()))
        third = asyncio.create_task(self._run())  # expect: WSH202
        self._third = third
        setattr(self, "_fourth", asyncio.create_task(self._run()))  # expect: WSH202
        self._fifth = cast("asyncio.Task[None]", asyncio.create_task(self._run()))  # expect: WSH202
        print(second)

    async def _run(self):
        while True:
            await asyncio.sleep(5)

    def close(self):
        for task in (self._first,):
            task.cancel()
        for name in ("_second",):
            getattr(self, name).cancel()
