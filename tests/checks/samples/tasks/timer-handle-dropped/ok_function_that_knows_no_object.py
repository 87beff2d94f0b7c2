# The inner function uses a text only.
import asyncio


class Door:
    def __init__(self, ws):
        self.ws = ws

    def opened(self, name):
        def late():
            print("still open:", name)

        asyncio.get_running_loop().call_later(30, late)

    async def close(self):
        await self.ws.close()
