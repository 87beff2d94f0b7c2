# Fine: the worker leaves its loop when it takes out the last entry.
import asyncio


class Outbox:
    def __init__(self, ws):
        self._ws = ws
        self._queue = asyncio.Queue(maxsize=100)
        self._worker = asyncio.create_task(self._work())

    async def _work(self):
        while True:
            message = await self._queue.get()
            if message is None:
                break
            await self._ws.send(message)

    async def aclose(self):
        await self._queue.put(None)
        await self._worker
