"""What happens to flights: one feed for the whole process, and whoever wants to know listens to it."""

from collections.abc import Callable

FLIGHTS = ("OF12", "OF34", "OF56", "OF78", "OF90", "OF99")
CHANGES = ("gate", "delay", "seats", "meal", "lounge", "crew", "boarding", "cancelled", "upgrade")
#: What a passenger's view shows, and therefore listens to: 54 events.
EVENTS = tuple(f"{flight} {change}" for flight in FLIGHTS for change in CHANGES)

Listener = Callable[[str, str], None]


class Feed:
    """Listeners by the name of an event."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {event: [] for event in EVENTS}

    def on(self, event: str, listener: Listener) -> None:
        """Call `listener` with each `event` and its text."""
        self._listeners[event].append(listener)

    def off(self, event: str, listener: Listener) -> None:
        """Call it no more."""
        self._listeners[event].remove(listener)

    def emit(self, event: str, text: str) -> None:
        """Tell everybody who listens."""
        for listener in tuple(self._listeners[event]):
            listener(event, text)

    def __len__(self) -> int:
        return sum(map(len, self._listeners.values()))


FEED = Feed()
