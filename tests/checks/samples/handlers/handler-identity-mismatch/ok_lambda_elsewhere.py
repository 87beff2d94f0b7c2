# A lambda that is no handler: it is the key by which the oldest is found.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._prices = []
        self._bus.on("price", self._send)

    def _send(self, price) -> None:
        self._prices = sorted([*self._prices, price], key=lambda each: each.time)[-10:]
        self._socket.send(price)

    def close(self) -> None:
        self._bus.remove_listener("price", self._send)
        self._socket.close()
