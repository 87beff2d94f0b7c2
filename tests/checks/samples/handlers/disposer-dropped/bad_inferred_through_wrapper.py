# The disposer comes from a nested function two calls away.
class Bus:
    def __init__(self) -> None:
        self._handlers = {}

    def listen(self, event, handler):
        handlers = self._handlers.setdefault(event, [])
        handlers.append(handler)

        def forget():
            handlers.remove(handler)

        return forget


def on_price(bus: Bus, handler):
    return bus.listen("price", handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._bus = bus
        self._socket = socket

    def open(self) -> None:
        on_price(self._bus, self._send)  # expect: WSH102

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
