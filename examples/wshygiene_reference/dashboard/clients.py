"""What clients tell about themselves: how much memory they use, and how often they had to come back."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from wshygiene_reference.messages import BadMessage, Message

if TYPE_CHECKING:
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.events import Event
    from wshygiene_reference.server import WebSocketManager

#: The type of the message; its data has ``memory`` in bytes and ``reconnects``, both optional.
KIND = "client.stats"
#: The largest figure that is believed: 1 TiB.
MOST = 2**40


@dataclass(frozen=True, slots=True)
class Report:
    """What one client said last."""

    memory: int | None
    reconnects: int | None


@dataclass(frozen=True, slots=True)
class Reported:
    """What all clients come to that are connected and have said something."""

    clients: int
    memory: float | None
    most_memory: int | None
    reconnects: int


class ClientReports:
    """The last report of each connection, for as long as that lasts. It holds ids, never connections."""

    def __init__(self, manager: WebSocketManager) -> None:
        self._reports: dict[str, Report] = {}
        self._registry = manager.registry
        self._is_open = True
        self._forget = manager.on_event("connection_closed", self._closed)
        try:
            manager.on_message(KIND, self._note)
        except ValueError:  # the application, or another dashboard, handles them
            self.are_taken = False
        else:
            self.are_taken = True

    def close(self) -> None:
        """Stop listening, and forget everything."""
        self._is_open = False
        self._forget()
        self._reports.clear()

    def of(self, connection_id: str) -> Report | None:
        """What a client said last, None when it has not."""
        return self._reports.get(connection_id)

    def reported(self) -> Reported:
        """What all of them come to."""
        memory = [each.memory for each in self._reports.values() if each.memory is not None]
        return Reported(
            clients=len(self._reports),
            memory=median(memory) if memory else None,
            most_memory=max(memory, default=None),
            reconnects=sum(each.reconnects or 0 for each in self._reports.values()),
        )

    async def _note(self, connection: Connection, message: Message) -> None:
        if self._is_open and connection.id in self._registry:
            self._reports[connection.id] = Report(_figure(message, "memory"), _figure(message, "reconnects"))

    def _closed(self, event: Event) -> None:
        self._reports.pop(event.details["connection_id"], None)


def _figure(message: Message, name: str) -> int | None:
    """A whole number of the message; None when it is not there. Raises ``BadMessage`` for anything else."""
    value: Any = message.data.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST):
        raise BadMessage("invalid", f"`{name}` must be a whole number from 0 to {MOST}", message.id)
    return None if value is None else int(value)
