# Fine: the list of an event is emptied after each round.
class Hub:
    def __init__(self):
        self._handlers = {"price": [], "size": []}

    def when(self, event, handler):
        self._handlers[event].append(handler)

    def emit(self, event):
        for handler in self._handlers[event]:
            handler(event)

    def end_round(self, event):
        self._handlers[event].clear()


class Tile:
    def __init__(self, hub: Hub, timer):
        self._hub = hub
        self._timer = timer

    def show(self):
        self._hub.when("price", self._draw)

    def _draw(self, event):
        print(event, self._timer)

    def close(self):
        self._timer.cancel()
