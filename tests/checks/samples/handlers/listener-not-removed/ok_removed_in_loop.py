# One loop registers the pairs, another removes them.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter) -> None:
        self._bus = bus
        self._handlers = {"price": self._on_price, "trade": self._on_trade}
        for event, handler in self._handlers.items():
            self._bus.on(event, handler)

    def close(self) -> None:
        for event, handler in self._handlers.items():
            self._bus.remove_listener(event, handler)

    def _on_price(self, price) -> None:
        print(price)

    def _on_trade(self, trade) -> None:
        print(trade)
