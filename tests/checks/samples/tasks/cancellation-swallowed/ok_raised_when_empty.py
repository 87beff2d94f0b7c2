# Fine: the cancellation is noted, and raised again once the queue is empty.
import asyncio


class Events:
    def __init__(self):
        self._queue = []

    async def run(self):
        cancelled = None
        while True:
            if self._queue:
                event = self._queue.pop()
                try:
                    await self.handle(event)
                except asyncio.CancelledError as error:
                    cancelled = error
                    print("the rest is still handled")
            elif cancelled:
                raise cancelled
            else:
                await asyncio.sleep(0.1)

    async def handle(self, event):
        await asyncio.sleep(event)
