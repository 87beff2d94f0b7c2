# The disposer is kept in an attribute and called on close.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._socket = socket
        self._unlisten = bus.listen(self._send)

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._unlisten()
        self._socket.close()
