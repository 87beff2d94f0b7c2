# The same method on the same emitter is removed when the session closes; bound methods compare equal.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        bus.on("price", self._on_price)

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._bus.remove_listener("price", self._on_price)
        self._socket.close()
