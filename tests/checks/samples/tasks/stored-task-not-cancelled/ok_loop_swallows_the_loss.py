# Fine: the loss of the connection is caught in front of the cancel.
import asyncio


class Feed:
    async def listen(self, websocket, handle):
        beating = asyncio.create_task(self._beat(websocket))
        try:
            async for message in websocket:
                await handle(message)
        except Exception as error:
            print(error)
        beating.cancel()

    async def _beat(self, websocket):
        while True:
            await asyncio.sleep(10)
            await websocket.pong()
