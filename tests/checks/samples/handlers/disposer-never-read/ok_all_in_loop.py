# A list of disposers, all of them called.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._socket = socket
        self._session_unsubs = [bus.listen(handler) for handler in (self._send, self._log)]

    def _send(self, price) -> None:
        self._socket.send(price)

    def _log(self, price) -> None:
        print(price)

    def close(self) -> None:
        for unsubscribe in self._session_unsubs:
            unsubscribe()
        self._socket.close()
