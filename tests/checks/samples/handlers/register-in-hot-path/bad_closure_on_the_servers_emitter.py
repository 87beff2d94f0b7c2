# The emitter belongs to the server, the closure to one connection; the handler is handed over in a partial.
from functools import partial

from pyee.asyncio import AsyncIOEventEmitter
from websockets.asyncio.server import serve


class Server:
    def __init__(self) -> None:
        self._events = AsyncIOEventEmitter()

    async def run(self, greeting) -> None:
        async with serve(partial(self._handle, greeting), "", 8765) as server:
            await server.serve_forever()

    async def _handle(self, greeting, connection):
        async def send(price) -> None:
            await connection.send(price)

        self._events.on("price", send)  # expect: WSH106
        await connection.send(greeting)
        async for text in connection:
            await connection.send(text)
