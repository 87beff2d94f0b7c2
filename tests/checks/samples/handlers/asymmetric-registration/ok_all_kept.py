# Every disposer is kept: in a list, in a display, by a comprehension.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, event, handler):
        self._handlers.append((event, handler))

        def unlisten() -> None:
            self._handlers.remove((event, handler))

        return unlisten


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._socket = socket
        self._unsubs = [bus.listen("price", self._send)]
        self._unsubs += [bus.listen("trade", self._send), bus.listen("rate", self._send)]
        self._unsubs.extend(bus.listen(event, self._send) for event in ("open", "high"))

    def _send(self, value) -> None:
        self._socket.send(value)

    def close(self) -> None:
        for unsubscribe in self._unsubs:
            unsubscribe()
        self._unsubs.clear()
        self._socket.close()
