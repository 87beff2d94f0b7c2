# One handler for two events, removed from both.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("bid", self._send)
        self._bus.on("ask", self._send)

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._bus.remove_listener("bid", self._send)
        self._bus.remove_listener("ask", self._send)
        self._socket.close()
