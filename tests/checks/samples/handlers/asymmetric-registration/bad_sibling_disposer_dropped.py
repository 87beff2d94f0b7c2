# Two of three subscriptions are handed to the entry, which calls them when it is unloaded; the third is lost.
class Bus:
    def __init__(self) -> None:
        self._handlers = {}

    def listen(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)

        def unlisten() -> None:
            self._handlers[event].remove(handler)

        return unlisten


class Session:
    def __init__(self, bus: Bus, entry, socket) -> None:
        self._socket = socket
        entry.on_unload(bus.listen("price", self._on_price))
        bus.listen("trade", self._on_trade)  # expect: WSH104
        entry.on_unload(bus.listen("rate", self._on_rate))

    def _on_price(self, price) -> None:
        self._socket.send(price)

    def _on_trade(self, trade) -> None:
        self._socket.send(trade)

    def _on_rate(self, rate) -> None:
        self._socket.send(rate)
