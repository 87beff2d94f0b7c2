# The base class takes everything back that its subclasses register.
from pyee import EventEmitter


class Listening:
    def __init__(self, bus: EventEmitter) -> None:
        self._bus = bus

    def close(self) -> None:
        self._bus.remove_all_listeners()


class Session(Listening):
    def open(self) -> None:
        self._bus.on("price", self._on_price)

    def _on_price(self, price) -> None:
        print(price)
