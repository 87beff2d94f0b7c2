# The bus is made by the object and goes with it; it also listens to itself.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Client(Bus):
    def __init__(self, socket) -> None:
        super().__init__()
        self._bus = Bus()
        self._socket = socket
        self._bus.listen(self._send)
        self.listen(self._send)

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
