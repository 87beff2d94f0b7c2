"""Figures, closings and alerts of a manager over weeks, kept in a file that outlives it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from wshygiene_reference.background import BackgroundTasks
from wshygiene_reference.events import Event
from wshygiene_reference.operation.records import FIGURES, Closed, Figure, Point, Raised
from wshygiene_reference.operation.store import Retention, Store
from wshygiene_reference.operation.writer import HistoryWriter

if TYPE_CHECKING:
    from wshygiene_reference.operation.config import OperationConfig
    from wshygiene_reference.server import WebSocketManager

#: Seconds that the last rows get to be written.
LAST_WRITE = 5.0
#: Spans and rows that one question gets at most.
MOST = 2_000
#: Close codes that are counted by themselves between two samples.
CODES = 50


class MetricHistory:
    """Writes the figures of ``manager`` to ``path`` every ``interval`` seconds, and its alerts when they come.

    It lives in an ``async with`` block. When the file cannot be used the manager goes on: its health says why, and
    what is to be written waits. Questions are answered by the writer's thread; they raise ``HistoryUnavailable``.
    """

    def __init__(
        self,
        manager: WebSocketManager,
        path: Path,
        interval: float = 60.0,
        retention: Retention | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._manager = manager
        self._interval = interval
        self._clock = clock
        self._tasks = BackgroundTasks()
        self._exits = ExitStack()
        self._closed: Counter[int] = Counter()
        self.writer = HistoryWriter(partial(Store, path, retention or Retention()), clock=clock)

    async def __aenter__(self) -> Self:
        manager = self._manager
        self._looked, self._before = manager.now(), _counted(manager)
        self.writer.start()
        self._exits.callback(manager.on_event("connection_closed", self._on_closed))
        self._exits.callback(manager.on_event("alert", self._on_alert))
        self._exits.callback(manager.health_checks.add(self.health))
        self._tasks.keep("history", self._run)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._tasks.end()
        self._exits.close()
        self.sample()
        await self.writer.close(LAST_WRITE)

    def health(self) -> str | None:
        """Why nothing is written at the moment; None when all is well."""
        return None if self.writer.trouble is None else f"the history is not written: {self.writer.trouble}"

    def sample(self) -> None:
        """Record the figures of now, and what happened since the last time."""
        at, now, counted = self._clock(), self._manager.now(), _counted(self._manager)
        happened = {name: counted[name] - self._before[name] for name in counted}
        self.writer.record(_figure(self._manager, at, now - self._looked, happened))
        for code, count in self._closed.items():
            self.writer.record(Closed(at, code, count))
        self._looked, self._before = now, counted
        self._closed.clear()

    async def series(self, name: str, since: float, until: float | None = None, points: int = 200) -> list[Point]:
        """A figure from ``since`` until ``until`` (default: now), in at most ``points`` spans that have any.

        Raises ValueError for a name that there is not, and for points that are not between 1 and 2000.
        """
        if name not in FIGURES:
            close = get_close_matches(name, FIGURES, 1)
            hint = f"Did you mean `{close[0]}`?" if close else f"Figures: {', '.join(FIGURES)}."
            raise ValueError(f"`{name}` is not a figure. {hint}")
        end = self._clock() if until is None else until
        return await self.writer.ask(lambda store: store.series(name, since, end, _few(points, "points")))

    async def latest(self, count: int = 1) -> list[Figure]:
        """The last figures, the newest first. Raises ValueError for a count that is not between 1 and 2000."""
        return await self.writer.ask(lambda store: store.latest(_few(count, "count")))

    async def alerts(self, since: float = 0.0, count: int = 100) -> list[Raised]:
        """The last alerts, the newest first. Raises ValueError for a count that is not between 1 and 2000."""
        return await self.writer.ask(lambda store: store.alerts(since, _few(count, "count")))

    async def closed(self, since: float = 0.0, until: float | None = None) -> dict[int, int]:
        """How many connections ended with each close code."""
        end = self._clock() if until is None else until
        return await self.writer.ask(lambda store: store.closed(since, end))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            self.sample()

    def _on_closed(self, event: Event) -> None:
        code = event.details["code"]  # peers choose it
        self._closed[code if code in self._closed or len(self._closed) < CODES else 0] += 1

    def _on_alert(self, event: Event) -> None:
        self.writer.record(Raised(self._clock(), event.details["name"], event.details["message"]))


def _counted(manager: WebSocketManager) -> dict[str, int]:
    counters, outbox = manager.counters, manager.outbox_counts
    return {
        "sent": outbox.sent,
        "received": counters.messages_received,
        "dropped": outbox.dropped,
        "errors": counters.connection_errors,
        "refused": sum(manager.admission.refused.values()),
    }


def _figure(manager: WebSocketManager, at: float, seconds: float, happened: dict[str, int]) -> Figure:
    sample = manager.memory.samples[-1] if manager.memory.samples else manager.memory.sample()
    return Figure(
        at=at,
        seconds=seconds,
        memory=sample.uss,
        memory_percent=sample.percent,
        growth_mb_h=manager.memory.growth_mb_per_hour or 0.0,
        objects=sample.objects,
        tasks=sample.tasks,
        connections=len(manager.registry),
        subscriptions=manager.rooms.total_subscribed,
        typing_timers=len(manager.typing),
        cached=len(manager.publisher.last_values),
        **happened,
    )


def _few(count: int, what: str) -> int:
    if not 1 <= count <= MOST:
        raise ValueError(f"{what} = {count}: between 1 and {MOST} are answered.")
    return count


def history_for(manager: WebSocketManager, config: OperationConfig) -> MetricHistory | None:
    """The history that the settings ask for; None when they name no file."""
    if config.history_file is None:
        return None
    kept = Retention(config.history_days * 86400, config.history_rows, config.history_bytes)
    return MetricHistory(manager, Path(config.history_file), config.history_interval, kept)
