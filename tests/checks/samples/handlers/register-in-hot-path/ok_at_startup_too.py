# Not only connections welcome a passenger: the first call may be the only one.
from websockets.asyncio.server import broadcast, serve


class Feed:
    def __init__(self) -> None:
        self._listeners: dict[str, list] = {}

    def on(self, event, listener) -> None:
        self._listeners.setdefault(event, []).append(listener)

    def off(self, event, listener) -> None:
        self._listeners[event].remove(listener)

    def emit(self, event, text) -> None:
        for listener in tuple(self._listeners.get(event, ())):
            listener(text)


FEED = Feed()


class Passenger:
    def __init__(self, connection) -> None:
        self.connection = connection

    def hear(self, text) -> None:
        broadcast([self.connection], text)


class Server:
    async def run(self) -> None:
        self._welcome(Passenger(None))
        async with serve(self._handle, "", 8765) as server:
            await server.serve_forever()

    async def _handle(self, connection):
        async for text in connection:
            await connection.send(text)

    def _welcome(self, passenger) -> None:
        FEED.on("gate", passenger.hear)
