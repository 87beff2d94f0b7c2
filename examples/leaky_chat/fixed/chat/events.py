"""The event bus of the application: whoever has news emits it here, and does not know who listens."""

from collections.abc import Callable

Handler = Callable[[str], None]


class Emitter:
    """Calls every handler of an event, in the order in which they were added."""

    def __init__(self) -> None:
        self._handlers: dict[str, list[Handler]] = {}

    def on(self, event: str, handler: Handler) -> None:
        """Call `handler` at each `event` from now on."""
        self._handlers.setdefault(event, []).append(handler)

    def off(self, event: str, handler: Handler) -> None:
        """Do not call `handler` any more; one that was never added is no error."""
        handlers = self._handlers.get(event, [])
        if handler in handlers:
            handlers.remove(handler)
        if not handlers:
            self._handlers.pop(event, None)

    def emit(self, event: str, text: str) -> None:
        """Tell everyone who listens to `event`."""
        for handler in tuple(self._handlers.get(event, ())):
            handler(text)


BUS = Emitter()
