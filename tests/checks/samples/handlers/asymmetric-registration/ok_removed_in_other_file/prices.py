# The mixin in another file takes back what it was told to.
class Forgetting:
    def forget_trades(self) -> None:
        self._bus.remove_listener("trade", self._on_trade)
