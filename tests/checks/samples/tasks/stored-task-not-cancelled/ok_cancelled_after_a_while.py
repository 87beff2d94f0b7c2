# Nothing can fail in between.
import asyncio


class Lamp:
    async def blink(self, seconds):
        blinking = asyncio.create_task(self._blink())
        await asyncio.sleep(seconds)
        blinking.cancel()

    async def _blink(self):
        while True:
            await asyncio.sleep(0.5)
            print("blink")
