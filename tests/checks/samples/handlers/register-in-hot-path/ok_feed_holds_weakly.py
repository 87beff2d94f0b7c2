# The feed holds its listeners weakly: they go when their passenger does.
import weakref

from websockets.asyncio.server import broadcast, serve


class Feed:
    def __init__(self) -> None:
        self._listeners: list = []

    def on(self, listener) -> None:
        self._listeners.append(weakref.WeakMethod(listener))

    def off(self, listener) -> None:
        self._listeners.remove(weakref.WeakMethod(listener))


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
