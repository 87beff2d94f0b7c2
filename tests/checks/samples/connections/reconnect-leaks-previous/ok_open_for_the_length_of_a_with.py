# The attribute only shows the connection to other methods; the `with` closes it before the next round.
import asyncio

from websockets import connect


class Stream:
    def __init__(self, url):
        self.url = url
        self.ws = None

    async def run(self):
        while True:
            try:
                async with connect(self.url) as ws:
                    self.ws = ws
                    await ws.send("hello")
                    while True:
                        print(await ws.recv())
            except Exception:
                await asyncio.sleep(5)

    async def stop(self):
        if self.ws is not None:
            await self.ws.close()
