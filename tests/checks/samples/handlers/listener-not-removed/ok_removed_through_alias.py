# The emitter is reached through a local name on both ways.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter) -> None:
        self._bus = bus

    def open(self) -> None:
        bus = self._bus
        bus.on("price", self._on_price)

    def close(self) -> None:
        if (bus := self._bus) is not None:
            bus.remove_listener("price", self._on_price)

    def _on_price(self, price) -> None:
        print(price)
