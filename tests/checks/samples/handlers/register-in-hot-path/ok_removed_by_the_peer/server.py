# The passenger takes its own method away when it leaves.
from websockets.asyncio.server import broadcast, serve

from .feed import FEED


class Passenger:
    def __init__(self, connection) -> None:
        self.connection = connection

    def hear(self, text) -> None:
        broadcast([self.connection], text)

    def leave(self) -> None:
        FEED.off("gate", self.hear)


class Server:
    async def run(self) -> None:
        async with serve(self._handle, "", 8765) as server:
            await server.serve_forever()

    async def _handle(self, connection):
        passenger = Passenger(connection)
        FEED.on("gate", passenger.hear)
        try:
            async for text in connection:
                await connection.send(text)
        finally:
            passenger.leave()
