# Whoever drops the session calls the disposer that it carries.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._socket = socket
        self.unlisten_prices = bus.listen(self._send)

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()


def drop(session) -> None:
    session.unlisten_prices()
    session.close()
