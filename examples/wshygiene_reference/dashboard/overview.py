"""The figures of the overview, taken at one moment and shared by everybody who looks."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil

from wshygiene_reference.dashboard.clients import ClientReports, Reported
from wshygiene_reference.dashboard.disconnections import Disconnections
from wshygiene_reference.dashboard.growth import Growth, judge
from wshygiene_reference.dashboard.survey import NAMED, Survey, survey
from wshygiene_reference.dashboard.trends import Told, Trends
from wshygiene_reference.memory import MemorySample

if TYPE_CHECKING:
    from wshygiene_reference.events import Event
    from wshygiene_reference.server import WebSocketManager


@dataclass(frozen=True, slots=True)
class Rates:
    """Per second, between two overviews; ``cpu`` is percent of one core, ``late`` seconds that the loop was behind."""

    sent: float | None = None
    received: float | None = None
    cpu: float | None = None
    late: float | None = None


@dataclass(frozen=True, slots=True)
class Endings:
    """Connections that ended: in each of the last minutes, by code, and in a minute now and as a rule."""

    by_minute: Sequence[int]
    by_code: Sequence[tuple[int, int]]
    total: int
    recent: float
    usual: float | None
    are_increased: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything at one moment. ``at`` is seconds of the manager's clock, ``uptime`` seconds since the dashboard."""

    at: float
    taken: float
    uptime: float
    health: dict[str, Any]
    survey: Survey
    rates: Rates
    memory: MemorySample
    first_memory: MemorySample
    growth: Growth
    endings: Endings
    largest_rooms: Sequence[tuple[str, int]]
    reported: Reported
    alerts: Sequence[Told]
    errors: int
    manager: WebSocketManager

    @property
    def stale(self) -> int:
        """Connections that did not answer their last ping."""
        return self.survey.states["silent"]

    @property
    def fullness(self) -> float:
        """Connections as a part of how many there may be, 0 to 1."""
        return min(1.0, self.survey.total / self.manager.config.max_connections)


class Observatory:
    """Takes overviews of ``manager``. Whoever asks within ``fresh`` seconds gets the same one."""

    def __init__(self, manager: WebSocketManager, trends: Trends, fresh: float) -> None:
        self._manager = manager
        self._trends = trends
        self._fresh = fresh
        self._began = time.monotonic()
        self._disconnections = Disconnections(self._began)
        self.clients = ClientReports(manager)
        self._process = psutil.Process()
        self._process.cpu_percent()  # the first call only starts the measurement
        self._lock = asyncio.Lock()
        self._latest: Overview | None = None
        self._before: tuple[float, int, int] | None = None
        self.lateness: Callable[[], float | None] = lambda: None
        self._forget = manager.on_event("connection_closed", self._note_end)

    def close(self) -> None:
        """Stop listening to the manager."""
        self._forget()
        self.clients.close()

    async def overview(self) -> Overview:
        """The overview of now, or of a moment ago."""
        async with self._lock:
            if self._latest is None or self._manager.now() - self._latest.at >= self._fresh:
                self._latest = await self._take()
            return self._latest

    def _note_end(self, event: Event) -> None:
        self._disconnections.note(event.details["code"], time.monotonic())

    async def _take(self) -> Overview:
        manager = self._manager
        surveyed = await survey(manager)
        samples = manager.memory.samples or [manager.memory.sample()]
        shared = [each for each in manager.rooms.sizes().items() if each[1] > 1]
        return Overview(
            at=manager.now(),
            taken=time.time(),
            uptime=time.monotonic() - self._began,
            health=manager.health(),
            survey=surveyed,
            rates=self._rates(),
            memory=samples[-1],
            first_memory=samples[0],
            growth=judge(list(samples), manager.config.growth_alert_mb_h),
            endings=self._endings(),
            largest_rooms=heapq.nlargest(NAMED, shared, key=lambda each: each[1]),
            reported=self.clients.reported(),
            alerts=await self._trends.alerts(NAMED),
            errors=manager.alerts.errors_in_window(manager.now()),
            manager=manager,
        )

    def _rates(self) -> Rates:
        sent, received = self._manager.outbox_counts.sent, self._manager.counters.messages_received
        now, before = self._manager.now(), self._before
        self._before = (now, sent, received)
        if before is None:
            return Rates(late=self.lateness())
        seconds = now - before[0]
        cpu = self._process.cpu_percent()
        return Rates((sent - before[1]) / seconds, (received - before[2]) / seconds, cpu, self.lateness())

    def _endings(self) -> Endings:
        log, now = self._disconnections, time.monotonic()
        return Endings(
            by_minute=log.by_minute(now),
            by_code=log.by_code(now).most_common(),
            total=self._manager.counters.closed.total(),
            recent=log.recent(now),
            usual=log.usual(now),
            are_increased=log.are_increased(now),
        )
