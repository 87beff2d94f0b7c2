# Fine: a function of the module is given the object, and cancels what that holds.
import asyncio


class Beacon:
    def __init__(self, socket):
        self._socket = socket
        self._blinking = asyncio.create_task(self.blink())

    async def blink(self):
        while True:
            await asyncio.sleep(1)
            await self._socket.send("on")

    async def close(self):
        darken(self)
        await self._socket.close()


def darken(beacon):
    beacon._blinking.cancel()
