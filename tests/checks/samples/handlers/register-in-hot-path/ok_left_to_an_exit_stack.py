# The stack calls the removal when the connection ends.
from contextlib import ExitStack

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
        async with serve(self._handle, "", 8765) as server:
            await server.serve_forever()

    async def _handle(self, connection):
        passenger = Passenger(connection)
        with ExitStack() as stack:
            FEED.on("gate", passenger.hear)
            stack.callback(FEED.off, "gate", passenger.hear)
            async for text in connection:
                await connection.send(text)
