"""The figures of a manager as Prometheus reads them.

Nothing is counted for them: a collector looks at what the manager knows when somebody asks, so that they cost nothing
while nobody does. Labels take few values that we choose. Ids, users, rooms and addresses are none of them: each value
would be a time series that the monitoring keeps for weeks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from wshygiene_reference.admission import LIMITS
from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.handshake import REASONS
from wshygiene_reference.performance import BOUNDS
from wshygiene_reference.stats import health

if TYPE_CHECKING:
    from wshygiene_reference.admin.audit import AuditLog
    from wshygiene_reference.outbox import Outbox
    from wshygiene_reference.parts import Parts
    from wshygiene_reference.registry import ConnectionRegistry

PREFIX = "wshygiene"
_CODES = frozenset(CloseCode) | frozenset(range(1000, 1016))


def create_registry(manager: Parts, audit: AuditLog) -> CollectorRegistry:
    """A registry of its own with all that there is to know of ``manager``, its process and its interpreter."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(ManagerCollector(manager, audit))
    return registry


class _Census(NamedTuple):
    """What one look at all connections tells; looking takes some 0.5 us for each of them."""

    active: int
    stale: int
    unknown: int
    waiting: list[Outbox]


def _census(registry: ConnectionRegistry) -> _Census:
    active = unknown = 0
    waiting = []
    for each in registry:
        active += each.is_active
        unknown += each.identity is None
        if each.outbox.is_paused:
            waiting.append(each.outbox)
    return _Census(active, len(registry) - active, unknown, waiting)


class ManagerCollector(Collector):
    """Reads ``manager`` and the audit log of its admin API."""

    def __init__(self, manager: Parts, audit: AuditLog) -> None:
        self._manager = manager
        self._audit = audit

    def collect(self) -> Iterator[Metric]:
        """All metrics, as they are now."""
        census = _census(self._manager.registry)
        yield from self._connections(census)
        yield from self._messages(census)
        yield from self._rooms(census)
        yield from self._health()
        yield from self._memory()

    def _connections(self, census: _Census) -> Iterator[Metric]:
        manager = self._manager
        states = {"active": census.active, "stale": census.stale}
        yield _gauges("connections", "Open connections; stale ones missed a ping", "state", states)
        limit = manager.config.max_connections
        yield _gauge("connections_limit", "Connections that the server has room for", limit)
        yield _gauge("handshakes", "Opening handshakes in progress", manager.admission.handshakes)
        yield _gauge("sessions", "Sessions with a connection", manager.registry.sessions)
        yield _gauge("users", "Users with a connection", manager.registry.users)
        opened = manager.counters.connections_opened
        yield _counter("connections_opened", "Connections that have shaken hands", opened)
        closed = Counter({code_class(code): 0 for code in CloseCode})
        for code, count in manager.counters.closed.items():
            closed[code_class(code)] += count
        yield _counters("connections_closed", "Connections that have ended, by close code", "code", closed)
        refused = Counter({reason: manager.admission.refused[reason] for reason in (*LIMITS, *REASONS)})
        what = "Connections refused, by the limit reached or another reason"
        yield _counters("connections_refused", what, "reason", refused)
        yield _counter("connection_errors", "Connections that broke, and failures", manager.counters.connection_errors)

    def _messages(self, census: _Census) -> Iterator[Metric]:
        counters, outbox = self._manager.counters, self._manager.outbox_counts
        yield _counter("messages_received", "Messages from clients", counters.messages_received)
        yield _counter("messages_refused", "Messages answered with an error", counters.messages_refused)
        yield _counter("messages_sent", "Messages handed to the network", outbox.sent)
        yield _counter("messages_dropped", "Messages that no slow peer got", outbox.dropped)
        yield _counter("messages_conflated", "Messages replaced by later ones before they were sent", outbox.conflated)
        waiting = census.waiting
        yield _gauge("outbox_messages", "Messages that wait for slow peers", sum(each.messages for each in waiting))
        yield _gauge("outbox_bytes", "Bytes that wait for slow peers", sum(each.size for each in waiting))
        yield _gauge("outbox_paused", "Peers that take nothing at the moment", len(waiting))
        took = counters.response_time
        bounds = [*map(str, BOUNDS), "+Inf"]
        name, what = f"{PREFIX}_response_time_seconds", "Time from a message to its answer"
        yield HistogramMetricFamily(name, what, list(zip(bounds, took.cumulative(), strict=True)), took.total)

    def _rooms(self, census: _Census) -> Iterator[Metric]:
        manager = self._manager
        yield _gauge("rooms", "Rooms with a member", len(manager.rooms))
        yield _gauge("subscriptions", "Rooms that were asked for, over all connections", manager.rooms.total_subscribed)
        yield _gauge("cached_values", "Last values that are kept", len(manager.publisher.last_values))
        timers = {"authentication": census.unknown, "typing": len(manager.typing)}
        yield _gauges("timers", "Deadlines that are running, by what for", "kind", timers)

    def _health(self) -> Iterator[Metric]:
        manager = self._manager
        well = health(manager)
        yield _gauge("ready", "1 while new clients are welcome", well["ready"])
        yield _gauge("draining", "1 from the start of a shutdown on", manager.is_draining)
        yield _gauge("healthy", "1 while nothing is the matter", well["status"] == "healthy")
        yield _counters("alerts", "Alerts raised, by name", "alert", manager.alerts.raised)
        yield _counter("leaked", "What clean-ups found that should have gone by itself", manager.sweeper.leaked)
        yield _counters("admin_refused", "Requests refused by the admin API", "reason", self._audit.refused)

    def _memory(self) -> Iterator[Metric]:
        manager = self._manager
        sample = manager.memory.samples[-1] if manager.memory.samples else manager.memory.sample()
        yield _gauge("memory_uss_bytes", "Memory that is the process's own, at the last sample", sample.uss)
        growth = manager.memory.growth_bytes_per_hour
        what = "Robust slope of that memory over the last day; none before it can be told"
        yield _gauge("memory_growth_bytes_per_second", what, None if growth is None else growth / 3600)
        yield _gauge("machine_memory_used_ratio", "Memory of the machine in use, 0 to 1", sample.percent / 100)
        yield _gauge("objects", "Objects that the garbage collector knows, at the last sample", sample.objects)
        yield _gauge("tasks", "asyncio tasks, at the last sample", sample.tasks)


def code_class(code: int) -> str:
    """A close code as a label. Peers choose the codes they send, from thousands: those unknown to us count together."""
    if code in _CODES:
        return str(int(code))
    return f"{code // 1000}xxx" if 3000 <= code < 5000 else "other"


def _gauge(name: str, what: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", what, value=None if value is None else float(value))


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"{PREFIX}_{name}", what, value=value)


def _gauges(name: str, what: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", what, labels=[label])
    for each, value in values.items():
        family.add_metric([each], value)
    return family


def _counters(name: str, what: str, label: str, values: Counter[str]) -> Metric:
    family = CounterMetricFamily(f"{PREFIX}_{name}", what, labels=[label])
    for each, value in sorted(values.items()):
        family.add_metric([each], value)
    return family
