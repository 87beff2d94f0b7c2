# What is registered goes away with the first event.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen_once(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._socket = socket
        bus.listen_once(self._send)

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
