# The handler is registered on the connection itself and ends with it.
import socketio

sio = socketio.AsyncServer()


class Relay:
    def __init__(self, feed) -> None:
        self._feed = feed

    async def on_message(self, client) -> None:
        client.on("price", self._price)

    def _price(self, price) -> None:
        self._feed.send(price)
