# Two disposers in a dictionary, both called by the function that is returned.
class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._bus = bus
        self._socket = socket

    def watch(self):
        subscriptions = {"up": self._bus.listen(self._up), "down": self._bus.listen(self._down)}

        def unsubscribe() -> None:
            subscriptions["up"]()
            subscriptions["down"]()

        return unsubscribe

    def _up(self, message) -> None:
        self._socket.send(message)

    def _down(self, message) -> None:
        self._socket.send(message)

    def close(self) -> None:
        self._socket.close()
