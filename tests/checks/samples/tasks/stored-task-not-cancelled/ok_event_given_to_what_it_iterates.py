# The stream that the loop goes through ends when the event is set, which the server does.
import asyncio

from lake import ripples


class Pond:
    def __init__(self):
        self.still = asyncio.Event()
        self._task = asyncio.create_task(self._watch())

    async def _watch(self):
        async for ripple in ripples(".", stop_event=self.still):
            print(ripple)


class Server:
    def __init__(self, pond: Pond):
        self._pond = pond

    async def stop(self):
        self._pond.still.set()
