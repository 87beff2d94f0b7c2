# Fine: the function does not receive itself, and waits for whichever of the two ends first.
import asyncio


class Feed:
    async def listen(self, websocket, handle):
        beating = asyncio.create_task(self._beat(websocket))
        reading = asyncio.create_task(self._read(websocket, handle))
        await asyncio.wait({beating, reading}, return_when=asyncio.FIRST_COMPLETED)
        beating.cancel()
        reading.cancel()

    async def _read(self, websocket, handle):
        async for message in websocket:
            await handle(message)

    async def _beat(self, websocket):
        while True:
            await asyncio.sleep(10)
            await websocket.pong()
