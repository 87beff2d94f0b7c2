# Both are removed, one of them by a helper that close() calls.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("price", self._on_price)
        self._bus.on("trade", self._on_trade)

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def _on_trade(self, trade) -> None:
        self._socket.send(trade)

    def _forget(self) -> None:
        self._bus.remove_listener("trade", self._on_trade)

    def close(self) -> None:
        self._bus.remove_listener("price", self._on_price)
        self._forget()
        self._socket.close()
