# The lambda makes a session for each connection, and the feed belongs to that.
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


class Session:
    def __init__(self) -> None:
        self.feed = Feed()

    async def run(self, connection):
        passenger = Passenger(connection)
        self.feed.on("gate", passenger.hear)
        async for text in connection:
            self.feed.emit("gate", text)


async def main() -> None:
    async with serve(lambda connection: Session().run(connection), "", 8765) as server:
        await server.serve_forever()
