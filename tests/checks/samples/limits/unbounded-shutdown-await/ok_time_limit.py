# Fine: each wait has a limit, by a call around it, a block around it, or an argument.
import asyncio
import threading


class Outbox:
    def __init__(self, ws):
        self._ws = ws
        self._queue = asyncio.Queue(maxsize=100)
        self._more = asyncio.Queue(maxsize=100)
        self._worker = asyncio.create_task(self._work())
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    async def _work(self):
        while True:
            await self._ws.send(await self._queue.get())
            self._queue.task_done()

    def _run(self):
        while True:
            print("beat")

    async def aclose(self):
        await asyncio.wait_for(self._queue.join(), timeout=10)
        async with asyncio.timeout(5):
            await self._more.join()
        self._thread.join(timeout=1)
        self._worker.cancel()
