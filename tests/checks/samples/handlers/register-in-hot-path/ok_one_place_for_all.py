# The board has one place, and each connection takes that of the one before.
from websockets.asyncio.server import broadcast, serve


class Board:
    def __init__(self) -> None:
        self._listener = None

    def register(self, listener) -> None:
        self._listener = listener

    def unregister(self, listener) -> None:
        self._listener = None


BOARD = Board()


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
        BOARD.register(passenger.hear)
        async for text in connection:
            await connection.send(text)
