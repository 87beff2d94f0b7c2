# The loop catches its own cancellation with everything else.
import asyncio


class Pinger:
    def start(self, ws):
        self.task = asyncio.create_task(self.run(ws))

    async def run(self, ws):
        while True:
            try:
                await ws.ping()
                await asyncio.sleep(20)
            except:  # expect: WSH207
                pass

    async def stop(self):
        self.task.cancel()
        await self.task
