# A failed send does not end the loop, and nothing cancels the task.
import asyncio
from functools import partial


async def beat(ws, every):
    while True:
        await asyncio.sleep(every)
        try:
            await ws.send("ping")
        except OSError:
            pass


class Connection:
    def __init__(self, ws):
        self.ws = ws

    async def open(self):
        run = partial(beat, self.ws, 20)
        self.beat = asyncio.create_task(run())  # expect: WSH501

    async def close(self):
        print("closed")
