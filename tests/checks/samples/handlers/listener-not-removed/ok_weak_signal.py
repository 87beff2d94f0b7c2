# Signals of blinker hold their receivers weakly unless told otherwise.
from blinker import signal

price_changed = signal("price-changed")


class Session:
    def __init__(self, socket) -> None:
        self._socket = socket
        price_changed.connect(self._on_price)

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
