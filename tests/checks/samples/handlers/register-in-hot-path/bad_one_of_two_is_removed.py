# The end of the connection takes one of the two methods away.
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


class Passenger:
    def __init__(self, connection) -> None:
        self.connection = connection

    def hear(self, text) -> None:
        broadcast([self.connection], text)

    def see(self, text) -> None:
        broadcast([self.connection], text.upper())


feed = Feed()


async def handle(connection):
    passenger = Passenger(connection)
    feed.on("gate", passenger.hear)
    feed.on("delay", passenger.see)  # expect: WSH106
    try:
        async for text in connection:
            await connection.send(text)
    finally:
        feed.off("gate", passenger.hear)


async def main() -> None:
    async with serve(handle, "", 8765) as server:
        await server.serve_forever()
