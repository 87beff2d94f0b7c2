# The object is its own emitter: it listens to nobody else.
from pyee import EventEmitter


class Client(EventEmitter):
    def __init__(self, socket) -> None:
        super().__init__()
        self._socket = socket
        self.on("price", self._on_price)

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
