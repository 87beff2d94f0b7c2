# Fine: the registry cancels what the session started.
import asyncio


class Session:
    def open(self):
        self.pump_task = asyncio.create_task(self._pump())

    async def _pump(self):
        while True:
            await asyncio.sleep(1)

    def close(self):
        print("closed")
