"""What happened to connections, for whoever wants to know. What adding a listener returns takes it back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger("wshygiene_reference")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: ``name`` (connection_opened, connection_closed ...) and what belongs to it."""

    name: str
    details: dict[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]


class EventHub:
    """Listeners by the name of an event. Each is called once an event; a failing one is logged, the others go on."""

    def __init__(self) -> None:
        self._listeners: dict[str, dict[object, Listener]] = {}

    def on(self, name: str, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` for each event ``name`` until the returned function is called."""
        key = object()
        self._listeners.setdefault(name, {})[key] = listener

        def remove() -> None:
            listeners = self._listeners.get(name, {})
            listeners.pop(key, None)
            if not listeners:
                self._listeners.pop(name, None)

        return remove

    def emit(self, name: str, /, **details: Any) -> None:
        """Tell everybody who listens to ``name``."""
        listeners = self._listeners.get(name)
        if listeners is None:
            return
        event = Event(name, details)
        for listener in list(listeners.values()):
            try:
                listener(event)
            except Exception:
                log.exception("a listener of %s failed", name)

    def clear(self) -> None:
        """Forget all listeners."""
        self._listeners.clear()

    def __len__(self) -> int:
        return sum(map(len, self._listeners.values()))
