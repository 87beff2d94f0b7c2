# Fine: an emitter has as many entries as there are names of events; its handlers are another rule's matter.
class Emitter:
    def __init__(self):
        self._handlers = {}

    def on(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)

    def emit(self, event, message):
        for handler in self._handlers.get(event, ()):
            handler(message)
