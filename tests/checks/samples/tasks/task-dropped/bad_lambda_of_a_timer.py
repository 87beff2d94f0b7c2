# The loop throws away what the lambda returns.
import asyncio


class Retry:
    def later(self):
        asyncio.get_running_loop().call_later(3, lambda: asyncio.create_task(self.dial()))  # expect: WSH201

    async def dial(self):
        while True:
            await asyncio.sleep(1)
