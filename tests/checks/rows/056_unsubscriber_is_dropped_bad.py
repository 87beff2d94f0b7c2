# Nobody keeps what would unsubscribe.
class Prices:
    def __init__(self):
        self._callbacks = {}

    def subscribe(self, symbol, callback):
        self._callbacks.setdefault(symbol, set()).add(callback)

        def unsubscribe():
            callbacks = self._callbacks.get(symbol, set())
            callbacks.discard(callback)
            if not callbacks:
                self._callbacks.pop(symbol, None)

        return unsubscribe


prices = Prices()


class Ticker:
    def __init__(self, symbol):
        self.last = None
        prices.subscribe(symbol, self.on_price)  # expect: WSH102

    def on_price(self, price):
        self.last = price
