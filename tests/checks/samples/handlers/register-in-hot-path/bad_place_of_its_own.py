# Each connection has a place of its own in the hub, by its identifier, and leaves its method there.
from websockets.asyncio.server import broadcast, serve


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[str, object] = {}

    def register(self, key, listener) -> None:
        self._listeners[key] = listener

    def unregister(self, key) -> None:
        del self._listeners[key]


class Passenger:
    def __init__(self, connection) -> None:
        self.connection = connection

    def hear(self, text) -> None:
        broadcast([self.connection], text)


class Server:
    def __init__(self) -> None:
        self.hub = Hub()

    async def run(self) -> None:
        async with serve(lambda connection: self._handle(connection), "", 8765) as server:
            await server.serve_forever()

    async def _handle(self, connection):
        passenger = Passenger(connection)
        self.hub.register(connection.id, passenger.hear)  # expect: WSH106
        async for text in connection:
            await connection.send(text)
