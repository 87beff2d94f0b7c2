# The task that fills the stack closes it however it ends, and closing the client ends the task.
import asyncio
from contextlib import AsyncExitStack


class Client:
    def __init__(self, dial):
        self._dial = dial
        self._stack = None
        self._task = None

    async def connect(self, url):
        if self._task is None:
            self._task = asyncio.create_task(self._run(url))

    async def _run(self, url):
        opened = self._stack = AsyncExitStack()
        try:
            self._wire = await self._stack.enter_async_context(self._dial(url))
            await asyncio.Event().wait()
        finally:
            await opened.aclose()

    async def close(self):
        self._task.cancel()
        await asyncio.wait([self._task])
