# The heartbeat is cancelled behind the loop, which ends in an exception whenever the connection is lost.
import asyncio


class Feed:
    def __init__(self):
        self._open = True

    async def listen(self, websocket, handle):
        beating = asyncio.create_task(self._beat(websocket))  # expect: WSH202
        while self._open:
            message = await websocket.receive_str()
            await handle(message)
        beating.cancel()
        try:
            await beating
        except asyncio.CancelledError:
            pass

    async def _beat(self, websocket):
        while True:
            await asyncio.sleep(10)
            await websocket.pong()

    def disconnect(self):
        self._open = False
