# Each call of a method defines its nested function anew: the names are equal, the objects are not.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket

    def open(self) -> None:
        def send(price) -> None:
            self._socket.send(price)

        self._bus.on("price", send)

    def close(self) -> None:
        def send(price) -> None:
            self._socket.send(price)

        self._bus.remove_listener("price", send)  # expect: WSH105
        self._socket.close()
