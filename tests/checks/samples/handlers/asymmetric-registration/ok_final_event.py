# Who listens for the end of the application has to stay until then.
class Bus:
    def __init__(self) -> None:
        self._handlers = {}

    def listen(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)
        return lambda: self._handlers[event].remove(handler)


def set_up(bus: Bus, entry, socket) -> None:
    def send(price) -> None:
        socket.send(price)

    def stopped(_event) -> None:
        socket.close()

    entry.on_unload(bus.listen("price", send))
    bus.listen("application_stop", stopped)
