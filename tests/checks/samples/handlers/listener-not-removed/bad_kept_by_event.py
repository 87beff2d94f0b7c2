# The hub keeps a list for each event, and has nothing that takes a handler back.
class Hub:
    def __init__(self):
        self._handlers = {}

    def when(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)

    def emit(self, event):
        for handler in self._handlers.get(event, ()):
            handler(event)


class Tile:
    def __init__(self, hub: Hub, timer):
        self._hub = hub
        self._timer = timer

    def show(self):
        self._hub.when("price", self._draw)  # expect: WSH101 medium

    def _draw(self, event):
        print(event, self._timer)

    def close(self):
        self._timer.cancel()
