"""What a manager consists of, as its figures and its shutdown see it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from websockets.asyncio.server import Server

from wshygiene_reference.admission import AdmissionController
from wshygiene_reference.alerts import AlertManager
from wshygiene_reference.background import BackgroundTasks
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.events import EventHub
from wshygiene_reference.health import HealthChecks
from wshygiene_reference.memory import MemoryMonitor
from wshygiene_reference.outbox import OutboxCounts
from wshygiene_reference.performance import PerformanceCounters
from wshygiene_reference.publishing import Publisher
from wshygiene_reference.registry import ConnectionRegistry
from wshygiene_reference.rooms import RoomIndex
from wshygiene_reference.sweeper import Sweeper
from wshygiene_reference.tcp import TcpPeers
from wshygiene_reference.typing_indicators import TypingIndicators


class State(StrEnum):
    """Where in its life a manager is."""

    NEW = "new"
    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"
    CLOSED = "closed"


class Parts(Protocol):
    """A manager seen from inside: the parts that it owns, and what it says of itself."""

    state: State
    config: ManagerConfig
    admission: AdmissionController
    peers: TcpPeers
    registry: ConnectionRegistry
    rooms: RoomIndex[str]
    typing: TypingIndicators
    publisher: Publisher
    events: EventHub
    counters: PerformanceCounters
    outbox_counts: OutboxCounts
    sweeper: Sweeper
    memory: MemoryMonitor
    alerts: AlertManager
    health_checks: HealthChecks
    background: BackgroundTasks
    server: Server | None

    @property
    def is_draining(self) -> bool: ...

    def refusing(self) -> str | None: ...

    def now(self) -> float: ...
