# Leaks: the disposer is tested and forgotten, not called.
class Bus:
    def __init__(self):
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Screen:
    def __init__(self, bus: Bus, socket):
        self._socket = socket
        self._unlisten = bus.listen(self._show)  # expect: WSH103

    def _show(self, text):
        self._socket.send(text)

    def close(self):
        if self._unlisten is not None:
            self._unlisten = None
        self._socket.close()
