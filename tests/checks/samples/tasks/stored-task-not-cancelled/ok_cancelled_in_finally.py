# Fine: the heartbeat is cancelled however the loop ends.
import asyncio


class Feed:
    def __init__(self):
        self._open = True

    async def listen(self, websocket, handle):
        beating = asyncio.create_task(self._beat(websocket))
        try:
            while self._open:
                message = await websocket.receive_str()
                await handle(message)
        finally:
            beating.cancel()

    async def _beat(self, websocket):
        while True:
            await asyncio.sleep(10)
            await websocket.pong()

    def disconnect(self):
        self._open = False
