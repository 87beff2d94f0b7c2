# The emitter belongs to the object and goes with it.
from pyee import EventEmitter


class Client:
    def __init__(self, socket) -> None:
        self._events = EventEmitter()
        self._socket = socket
        self._events.on("price", self._on_price)

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
