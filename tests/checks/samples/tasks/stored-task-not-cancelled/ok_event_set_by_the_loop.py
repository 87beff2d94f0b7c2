# Fine: the loop, or the stack at its end, sets the event that ends the task.
import asyncio
import contextlib


class Beat:
    def __init__(self, loop):
        self._loop = loop
        self._log = open("beat.log")
        self._stopped = asyncio.Event()
        self._left = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        self._other = asyncio.create_task(self._run_on())

    async def _run(self):
        while not self._stopped.is_set():
            await asyncio.sleep(5)

    async def _run_on(self):
        while not self._left.is_set():
            await asyncio.sleep(5)

    def close(self):
        self._loop.call_soon_threadsafe(self._stopped.set)
        with contextlib.ExitStack() as stack:
            stack.callback(self._left.set)
            self._log.close()
