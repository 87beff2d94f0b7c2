# Leaks: finished tasks stay until the whole service closes.
import asyncio


class NotificationService:
    def __init__(self):
        self._running = set()

    async def on_message(self, message):
        task = asyncio.create_task(self._deliver(message))  # expect: WSH304
        self._running.add(task)

    async def _deliver(self, message):
        await asyncio.sleep(1)

    async def close(self):
        for task in self._running:
            task.cancel()
        self._running.clear()
