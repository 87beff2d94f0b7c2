# The handler is right and the event is not.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("price", self._send)

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._bus.remove_listener("prices", self._send)  # expect: WSH105
        self._socket.close()
