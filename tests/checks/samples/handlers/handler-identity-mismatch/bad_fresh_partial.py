# `partial` makes a new object at each call, and partials do not compare equal.
from functools import partial

from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("price", partial(self._send, "price"))

    def _send(self, name, value) -> None:
        self._socket.send(f"{name} {value}")

    def close(self) -> None:
        self._bus.remove_listener("price", partial(self._send, "price"))  # expect: WSH105
        self._socket.close()
