from ok_removed_in_other_file.prices import Forgetting
from pyee import EventEmitter


class Session(Forgetting):
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("price", self._on_price)
        self._bus.on("trade", self._on_trade)

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def _on_trade(self, trade) -> None:
        self._socket.send(trade)

    def close(self) -> None:
        self._bus.remove_listener("price", self._on_price)
        self.forget_trades()
        self._socket.close()
