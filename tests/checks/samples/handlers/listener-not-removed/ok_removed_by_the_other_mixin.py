# Fine: one mixin registers and the other one removes; nobody has one without the other.
class Hearing:
    def __init__(self, bus) -> None:
        self._bus = bus
        self._bus.on("price", self._hear)

    def _hear(self, price) -> None:
        print(price)


class Leaving:
    def close(self) -> None:
        self._bus.remove_listener("price", self._hear)


class Board(Hearing, Leaving):
    def show(self) -> None:
        print(self._bus)
