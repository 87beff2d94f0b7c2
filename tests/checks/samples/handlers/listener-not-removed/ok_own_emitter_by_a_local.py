# Fine: the emitter is made here, first as a local, and goes with the object.
class Emitter:
    def __init__(self):
        self._handlers = {}

    def on(self, event, handler):
        self._handlers[event] = handler

    def off(self, event, handler):
        self._handlers.pop(event, None)


class Client:
    def __init__(self, log):
        bus = Emitter()
        self._bus = bus
        self._log = log
        self._bus.on("message", self._on_message)

    def _on_message(self, message):
        self._log.write(message)

    def close(self):
        self._log.close()
