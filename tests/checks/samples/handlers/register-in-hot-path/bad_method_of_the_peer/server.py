# Each connection adds a method of its own passenger to the feed; a second method calls it, and nobody takes it away.
from websockets.asyncio.server import broadcast, serve

from .feed import FEED


class Passenger:
    def __init__(self, connection) -> None:
        self.connection = connection

    def hear(self, text) -> None:
        broadcast([self.connection], text)


class Server:
    async def run(self) -> None:
        async with serve(self._handle, "", 8765) as server:
            await server.serve_forever()

    async def _handle(self, connection):
        passenger = Passenger(connection)
        self._welcome(passenger)
        async for text in connection:
            await connection.send(text)

    def _welcome(self, passenger) -> None:
        for event in ("gate", "delay"):
            FEED.on(event, passenger.hear)  # expect: WSH106
