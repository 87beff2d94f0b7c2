"""What a client tells about itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import psutil

log = logging.getLogger("wshygiene_reference.client")


class ClientState(StrEnum):
    """Where in its life a client is."""

    NEW = "new"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """Something that happened: connected, disconnected, server_shutdown, refused (a room), rejected (the handshake),
    max_reconnect_reached or closed."""

    name: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ClientStats:
    """Counted since the client was made; times are seconds. ``reconnects`` are the attempts after the first.

    Messages are the program's: what it requests, and what it is told. Joining rooms, leaving them and answers are not
    among them.
    """

    connections: int = 0
    attempts: int = 0
    reconnects: int = 0
    failures: int = 0
    messages_received: int = 0
    messages_sent: int = 0
    messages_ignored: int = 0
    callback_errors: int = 0
    uptime: float = 0.0
    last_wait: float = 0.0
    last_close_code: int | None = None

    def report(self) -> dict[str, int]:
        """What a server with a dashboard likes to be told of, as the data of ``client.stats``; ``memory`` is bytes.

        The memory is what only this process has (unique set size), whatever else it holds besides the client.
        """
        return {"memory": psutil.Process().memory_full_info().uss, "reconnects": self.reconnects}


class Observable:
    """A state that others may watch."""

    def __init__(self) -> None:
        self.state = ClientState.NEW
        self._watchers: dict[object, Callable[[ClientEvent], None]] = {}

    def on_event(self, watcher: Callable[[ClientEvent], None]) -> Callable[[], None]:
        """Call ``watcher`` for each event until the returned function is called, or the client is closed.

        A watcher that fails is logged; the others are told all the same.
        """
        key = object()
        self._watchers[key] = watcher
        return lambda: (self._watchers.pop(key, None), None)[1]

    def _emit(self, name: str, **details: Any) -> None:
        event = ClientEvent(name, details)
        for watcher in list(self._watchers.values()):
            try:
                watcher(event)
            except Exception:  # or one watcher would end what keeps the connection up
                log.exception("a watcher of %s failed", name)
