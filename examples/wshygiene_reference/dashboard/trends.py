"""Series for the plots: memory and connections over time, and the alerts of that time.

Without a history these are the samples that the manager keeps, a day of them at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from starlette.exceptions import HTTPException

from wshygiene_reference.memory import MEGABYTE

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager

#: Points of a plot; more would fall on the same pixel.
POINTS = 360
#: What may be plotted where there is a history, in seconds.
RANGES = {"hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
#: Seconds that an alert of an earlier run is shown for.
RECENT = 7 * 86400


class Told(NamedTuple):
    """An alert: what it says, and how many seconds ago it was raised."""

    message: str
    ago: float


class Span(Protocol):
    """A figure over a span of time, which begins at ``at`` seconds since the epoch."""

    @property
    def at(self) -> float: ...

    @property
    def low(self) -> float: ...

    @property
    def mean(self) -> float: ...

    @property
    def high(self) -> float: ...


class Raised(Protocol):
    """An alert, ``at`` seconds since the epoch."""

    @property
    def at(self) -> float: ...

    @property
    def message(self) -> str: ...


class History(Protocol):
    """What has been kept of figures and alerts. It raises RuntimeError when it cannot be read."""

    async def series(
        self, name: str, since: float, until: float | None = None, points: int = 200
    ) -> Sequence[Span]: ...

    async def alerts(self, since: float = 0.0, count: int = 100) -> Sequence[Raised]: ...


class Trends:
    """What there is to know of the past of ``manager``, and perhaps of its future."""

    def __init__(
        self, manager: WebSocketManager, history: History | None = None, forecast: Callable[[], str] | None = None
    ) -> None:
        self._manager = manager
        self._history = history
        #: Says where the memory leads, where somebody predicts it.
        self.forecast = forecast

    @property
    def ranges(self) -> list[str]:
        """The names of the spans of time that can be plotted; none where there is nothing to choose."""
        return list(RANGES) if self._history is not None else []

    async def plot(self, wanted: str | None) -> dict[str, Any]:
        """Series for the plots. Raises ``HTTPException`` for a range that there is not."""
        if wanted is not None and wanted not in self.ranges:
            raise HTTPException(400, f"there is no such range; there are {', '.join(self.ranges) or 'none'}")
        if self._history is None or wanted is None:
            return self._sampled("")
        try:
            return await self._remembered(self._history, RANGES[wanted])
        except RuntimeError as error:
            return self._sampled(f"The history cannot be read ({error}); these are the samples of this run.")

    async def alerts(self, count: int) -> list[Told]:
        """The last alerts, the newest first."""
        if self._history is not None:
            try:
                now = time.time()
                return [Told(each.message, now - each.at) for each in await self._history.alerts(now - RECENT, count)]
            except RuntimeError:  # those of this run are known all the same
                pass
        recent = list(self._manager.alerts.recent)[::-1][:count]
        return [Told(each.message, self._manager.now() - each.at) for each in recent]

    async def _remembered(self, history: History, seconds: float) -> dict[str, Any]:
        until = time.time()  # the same for both, so that their spans begin at the same moments
        since = until - seconds
        memory = await history.series("memory", since, until, POINTS)
        if memory and memory[0].at - since > seconds / 2:  # too young for spans so long: it is shown from its beginning
            since = memory[0].at
            memory = await history.series("memory", since, until, POINTS)
        found = await history.series("connections", since, until, POINTS)
        connections = {each.at: round(each.mean, 1) for each in found}
        return {
            "at": [each.at for each in memory],
            "memory": [round(each.mean / MEGABYTE, 2) for each in memory],
            "low": [round(each.low / MEGABYTE, 2) for each in memory],
            "high": [round(each.high / MEGABYTE, 2) for each in memory],
            "connections": [connections.get(each.at) for each in memory],
            "note": "",
        }

    def _sampled(self, note: str) -> dict[str, Any]:
        samples = list(self._manager.memory.samples)
        step = max(1, -(-len(samples) // POINTS))
        kept = samples[::-1][::step][::-1]  # the newest one is always there
        offset = time.time() - self._manager.now()
        return {
            "at": [round(each.at + offset, 1) for each in kept],
            "memory": [round(each.uss / MEGABYTE, 2) for each in kept],
            "connections": [each.connections for each in kept],
            "note": note,
        }
