# The loop leaves those that still run, and takes out the others, for which it is called now and then.
import asyncio


class Supervisor:
    def __init__(self):
        self._helpers = set()

    async def on_message(self, text):
        self._helpers.add(asyncio.create_task(self.work(text)))
        self.sweep()

    async def work(self, text):
        await asyncio.sleep(1)

    def sweep(self):
        for task in list(self._helpers):
            if not task.done():
                continue
            self._helpers.discard(task)

    async def close(self):
        for task in self._helpers:
            task.cancel()
