# The lambda of the removal is another object than the lambda that was registered.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("price", lambda price: self._send(price))

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._bus.remove_listener("price", lambda price: self._send(price))  # expect: WSH105
        self._socket.close()
