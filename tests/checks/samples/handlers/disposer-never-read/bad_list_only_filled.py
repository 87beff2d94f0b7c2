# A list of disposers that only ever grows: nobody walks through it.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._socket = socket
        self._session_unsubs = [bus.listen(self._send), bus.listen(self._log)]  # expect: WSH103, WSH103

    def _send(self, price) -> None:
        self._socket.send(price)

    def _log(self, price) -> None:
        print(price)

    def close(self) -> None:
        self._socket.close()
