# Leaks: the object lets go of its disposers at the end, and calls none of them.
class Bus:
    def __init__(self):
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Screen:
    def __init__(self, bus: Bus, socket):
        self._bus = bus
        self._socket = socket
        self._disposers = []

    def open(self):
        self._disposers.append(self._bus.listen(self._show))  # expect: WSH103

    def _show(self, text):
        self._socket.send(text)

    def close(self):
        for _ in self._disposers:
            self._socket.send("bye")
        self._disposers.clear()
        self._socket.close()
