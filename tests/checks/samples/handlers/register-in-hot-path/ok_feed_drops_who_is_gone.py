# The feed takes away whoever can no longer be told anything.
from websockets.asyncio.server import broadcast, serve

from websockets.exceptions import ConnectionClosed


class Feed:
    def __init__(self) -> None:
        self._listeners: list = []

    def on(self, listener) -> None:
        self._listeners.append(listener)

    def off(self, listener) -> None:
        self._listeners.remove(listener)

    async def emit(self, text) -> None:
        for listener in tuple(self._listeners):
            try:
                await listener(text)
            except ConnectionClosed:
                self._listeners.remove(listener)


FEED = Feed()


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
        FEED.on(passenger.hear)
        async for text in connection:
            await connection.send(text)
