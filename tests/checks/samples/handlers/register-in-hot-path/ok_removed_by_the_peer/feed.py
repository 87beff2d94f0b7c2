# What happens, for whoever listens: one feed for the whole process.
class Feed:
    def __init__(self) -> None:
        self._listeners: dict[str, list] = {}

    def on(self, event, listener) -> None:
        self._listeners.setdefault(event, []).append(listener)

    def off(self, event, listener) -> None:
        self._listeners[event].remove(listener)

    def emit(self, event, text) -> None:
        for listener in tuple(self._listeners.get(event, ())):
            listener(text)


FEED = Feed()
