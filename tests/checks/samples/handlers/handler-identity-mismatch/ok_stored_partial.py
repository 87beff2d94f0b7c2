# The partial is stored, and the stored object is passed to both calls.
from functools import partial

from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._handler = partial(self._send, "price")
        self._bus.on("price", self._handler)

    def _send(self, name, value) -> None:
        self._socket.send(f"{name} {value}")

    def close(self) -> None:
        self._bus.remove_listener("price", self._handler)
        self._socket.close()
