# There is an event that would end the loop, and nothing sets it.
import asyncio

from lake import ripples


class Pond:
    def __init__(self, log):
        self._log = log
        self.still = asyncio.Event()

    async def start(self):
        self._task = asyncio.create_task(self._watch())  # expect: WSH202

    async def _watch(self):
        async for ripple in ripples(".", stop_event=self.still):
            print(ripple)

    async def close(self):
        self._log.flush()
