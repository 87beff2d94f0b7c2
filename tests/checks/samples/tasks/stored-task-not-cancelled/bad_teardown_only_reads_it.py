# The teardown takes the task out of the attribute and does nothing with it; waiting for the first of two ends neither.
import asyncio


class Client:
    def __init__(self, uri):
        self._uri = uri
        self._closed = False
        self._ready = asyncio.Event()
        self._task = None

    async def open(self):
        self._task = asyncio.create_task(self._keep_up())  # expect: WSH202 medium

    async def opened(self):
        waiting = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait([waiting, self._task], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()

    async def aclose(self):
        self._closed = True
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            print("closed")
        self._ready.clear()

    async def _keep_up(self):
        while self._uri is not None:
            await asyncio.sleep(60)
            self._ready.set()
