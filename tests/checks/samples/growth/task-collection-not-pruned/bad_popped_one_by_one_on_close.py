# Those that have finished stay until all are taken out, one by one, when the owner is closed.
import asyncio
import contextlib


class Supervisor:
    def __init__(self):
        self._children = {}

    async def on_message(self, message_id, text):
        self._children[message_id] = asyncio.create_task(self.work(text))  # expect: WSH304

    async def work(self, text):
        await asyncio.sleep(1)

    async def close(self):
        while self._children:
            _, task = self._children.popitem()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
