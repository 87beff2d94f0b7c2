# What subscribing returns is called at the end of the function, which the wait before it may never reach.
import asyncio


class Bus:
    def __init__(self):
        self._handlers = []

    def subscribe(self, handler):
        self._handlers.append(handler)

        def undo():
            self._handlers.remove(handler)

        return undo


async def next_tick(bus: Bus):
    ticked = asyncio.Event()

    def tick(event):
        ticked.set()

    undo = bus.subscribe(tick)  # expect: WSH101
    async with asyncio.timeout(5):
        await ticked.wait()
    undo()
