# The disposer is an argument of another call: the entry, a list and an exit stack will call it.
import contextlib


class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, entry, socket) -> None:
        self._socket = socket
        self._unsubs = []
        self._stack = contextlib.ExitStack()
        entry.async_on_unload(bus.listen(self._send))
        self._unsubs.append(bus.listen(self._send))
        self._stack.callback(bus.listen(self._send))

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        while self._unsubs:
            self._unsubs.pop()()
        self._stack.close()
        self._socket.close()
