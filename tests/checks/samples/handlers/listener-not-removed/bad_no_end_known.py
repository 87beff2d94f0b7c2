# The class has no teardown at all, so it may well live as long as the bus.
from pyee import EventEmitter


class Printer:
    def __init__(self, bus: EventEmitter) -> None:
        bus.add_listener("price", self._print)  # expect: WSH101 info

    def _print(self, price) -> None:
        print(price)
