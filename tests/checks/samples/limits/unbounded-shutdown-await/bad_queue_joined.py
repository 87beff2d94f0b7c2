# The worker waits for a peer, or has died: then nothing marks the rest as done, and the shutdown waits for ever.
import asyncio


class Outbox:
    def __init__(self, ws):
        self._ws = ws
        self._queue = asyncio.Queue(maxsize=100)
        self._worker = asyncio.create_task(self._work())

    async def _work(self):
        while True:
            await self._ws.send(await self._queue.get())
            self._queue.task_done()

    async def aclose(self):
        await self._queue.join()  # expect: WSH504 medium
        self._worker.cancel()
