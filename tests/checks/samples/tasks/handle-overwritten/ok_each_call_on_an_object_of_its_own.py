# Fine: each connection gets a handler of its own, whose method is called once.
import asyncio

import websockets


class Handler:
    def __init__(self):
        self._watch = None

    async def handle_connection(self, websocket):
        self._watch = asyncio.create_task(self._check())
        try:
            async for message in websocket:
                await websocket.send(message)
        finally:
            await self.close()

    async def _check(self):
        while True:
            await asyncio.sleep(1)

    async def close(self):
        if self._watch:
            self._watch.cancel()


class Server:
    async def _handle(self, websocket):
        handler = Handler()
        await handler.handle_connection(websocket)

    async def run(self):
        async with websockets.serve(self._handle, "localhost", 8765):
            await asyncio.Future()
