# Fine: a table of handlers has a bucket for each event, and there are only so many events.
class EventHub:
    def __init__(self):
        self._handlers = {}

    def on(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)

    def off(self, event, handler):
        self._handlers[event].remove(handler)
