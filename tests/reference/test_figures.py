"""What the manager says about itself: figures that are right, and alerts that are due."""

from __future__ import annotations

import asyncio
import random
from weakref import ref

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers
from prometheus_client import generate_latest

from wshygiene_reference import CloseCode
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.alerts import Alert, AlertManager, Figures
from wshygiene_reference.memory import MEGABYTE, MemorySample
from wshygiene_reference.operation.metrics import create_registry
from wshygiene_reference.performance import BOUNDS, Histogram
from wshygiene_reference.trend import growth_rate

from .conftest import Serve, client, settings, until
from .heap import without_collections
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio
QUIET = Figures(connections=0, errors=0, memory_percent=0, growth_mb_h=0, typing_timers=0, subscribed_rooms=0)


@asynchronous
async def test_the_figures_count_what_happened(serve: Serve) -> None:
    async with serve() as manager:
        async with client(manager) as one, client(manager):
            await ask(one, "job.subscribe", jobId="7")
            await ask(one, "nonsense")
            await ask(one, "thread.subscribe", threadId="t")
            await ask(one, "typing.start", threadId="t")
            manager.publish("job:7", 1)
            figures = manager.stats()
            assert (figures["totalConnections"], figures["activeConnections"], figures["staleConnections"]) == (2, 2, 0)
            assert (figures["subscriptions"], figures["typingTimers"], figures["rooms"]) == (2, 1, 4)
            assert figures["ages"] == {"under a minute": 2}
            performance = figures["performance"]
            assert (performance["messagesReceived"], performance["messagesRefused"]) == (4, 1)
            assert performance["messagesSent"] == 5
            assert 0 < performance["averageResponseTime"] < 1
            assert manager.memory_stats() == {
                "connectedClientsSize": 2,
                "userSocketsSize": 2,
                "crewRoomsSize": 0,
                "connectionTimersSize": 0,
                "typingTimersSize": 1,
                "socketRoomsSize": 2,
                "totalMappedEntries": 7,
                "totalTrackedRooms": 2,
            }
        await until(lambda: not manager.registry.ids())
        assert manager.stats()["closed"] == {"1000": 2}


@asynchronous
async def test_who_misses_a_ping_is_stale(serve: Serve) -> None:
    async with serve(heartbeat_interval=0.05, max_missed_pings=1000) as manager, client(manager) as ws:
        await until(lambda: manager.registry.ids())
        ws.transport.pause_reading()
        await until(lambda: manager.stats()["staleConnections"] == 1)
        ws.transport.resume_reading()
        await until(lambda: manager.stats()["activeConnections"] == 1)


@asynchronous
async def test_closing_is_counted_by_its_code(serve: Serve) -> None:
    async with serve() as manager:
        async with client(manager) as ws:
            await ws.close(4321)
        async with client(manager):
            await until(lambda: manager.registry.ids())
            for connection in manager.registry:
                connection.abort()
            await until(lambda: not manager.registry.ids())
        assert manager.stats()["closed"] == {"4321": 1, str(int(CloseCode.ABNORMAL)): 1}
        assert manager.alerts.errors_in_window(manager.now()) == 1


@asynchronous
async def test_memory_is_sampled_with_what_is_counted(serve: Serve) -> None:
    async with serve(memory_interval=0.05) as manager, client(manager) as ws:
        await ask(ws, "job.subscribe", jobId="7")
        await until(lambda: manager.memory.samples and manager.memory.samples[-1].connections == 1)
        sample = manager.memory.samples[-1]
        assert (sample.subscriptions, sample.cache) == (1, 0)
        assert sample.uss > MEGABYTE
        assert sample.tasks > 3
        assert sample.objects > 1000


@asynchronous
async def test_short_memory_clears_caches_and_collects(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with serve(memory_alert_percent=1, throttle_interval=0) as manager:
        for number in range(10):
            manager.publish("job:7", number, key=str(number))
        manager.memory.sample()
        assert len(manager.publisher.last_values) == 5
        assert "memory is short: clearing caches and collecting garbage" in caplog.text


@asynchronous
async def test_garbage_is_collected_once_for_each_quiet_time(serve: Serve) -> None:
    async with serve(memory_interval=60, quiet_rate=1) as manager, client(manager) as ws:
        memory = manager.memory
        for _ in range(50):
            await ask(ws, "ping")
        assert not memory.collect_when_quiet(), "a hundred messages within a minute"
        assert memory.collect_when_quiet()
        assert not memory.collect_when_quiet(), "nothing has happened since"
        await ask(ws, "ping")
        assert memory.collect_when_quiet()
        assert memory.quiet_collections == 2


@asynchronous
async def test_a_cycle_is_collected_when_nobody_says_anything(serve: Serve) -> None:
    waste = Waste()
    waste.itself, seen = waste, ref(waste)
    del waste
    with without_collections():
        async with serve(memory_interval=0.05) as manager, client(manager) as ws:
            await ask(ws, "ping")
            await until(lambda: seen() is None)


@asynchronous
async def test_collecting_at_quiet_times_can_be_switched_off(serve: Serve) -> None:
    async with serve(quiet_rate=None) as manager, client(manager) as ws:
        await ask(ws, "ping")
        assert not manager.memory.collect_when_quiet()
        assert manager.memory.quiet_collections == 0


class Waste:
    """An object that refers to itself, which only a collection frees."""

    itself: Waste


@asynchronous
async def test_growth_is_told_in_megabytes_an_hour(serve: Serve) -> None:
    async with serve() as manager:
        for minute in range(60):
            manager.memory.samples.append(
                MemorySample(minute * 60.0, minute * MEGABYTE, 10.0, 0, 0, 0, 0, 0),
            )
        assert manager.memory.growth_bytes_per_hour == pytest.approx(60 * MEGABYTE)
        assert manager.memory.growth_mb_per_hour == pytest.approx(60)
        assert [alert.message for alert in manager.check_alerts()] == ["High memory growth detected: 60.0 MB/hour"]
        assert manager.health() == {
            "status": "degraded",
            "reasons": ["High memory growth detected: 60.0 MB/hour"],
            "ready": True,
        }


@asynchronous
async def test_how_a_server_starts_says_nothing_about_how_it_goes_on(serve: Serve) -> None:
    async with serve() as manager:
        for at, grown in ((0.0, 0), (60.0, 30), (120.0, 35), (180.0, 36), (240.0, 36), (299.0, 36)):
            manager.memory.samples.append(MemorySample(at, grown * MEGABYTE, 10.0, 0, 0, 0, 0, 0))
            assert manager.memory.growth_mb_per_hour is None
            assert manager.check_alerts() == []
        text = generate_latest(create_registry(manager, AuditLog(1))).decode()
        assert "\nwshygiene_memory_growth_bytes_per_second" not in text
        manager.memory.samples.append(MemorySample(301.0, 36 * MEGABYTE, 10.0, 0, 0, 0, 0, 0))
        assert manager.memory.growth_mb_per_hour is not None


@asynchronous
async def test_what_is_the_case_is_a_reason_for_as_long_as_it_is(serve: Serve) -> None:
    async with serve(errors_alert=1, connections_alert=1, alert_window=0.2, alert_cooldown=3600) as manager:
        async with client(manager):
            manager.alerts.note_error(manager.now() + 60)
            manager.alerts.note_error(manager.now() + 60)
            assert [alert.name for alert in manager.check_alerts()] == ["connections", "errors"]
            assert manager.check_alerts() == [], "it is told once"
            assert manager.health()["reasons"] == ["High error count detected: 2 in 0.2 s"], "a crowd is no illness"
        manager.alerts._errors.clear()
        manager.check_alerts()
        assert manager.health()["status"] == "healthy"


@asynchronous
async def test_alerts_reach_listeners_and_are_due_after_a_sweep(serve: Serve) -> None:
    heard: list[str] = []
    async with serve(connections_alert=1, sweep_interval=0.05) as manager:
        manager.on_event("alert", lambda event: heard.append(event.details["message"]))
        async with client(manager):
            await until(lambda: heard == ["High connection count detected: 1"])


@asynchronous
async def test_a_draining_manager_says_so(serve: Serve) -> None:
    async with serve() as manager, client(manager):
        assert manager.health() == {"status": "healthy", "reasons": [], "ready": True}
        await manager.shutdown()
        assert manager.health() == {"status": "draining", "reasons": [], "ready": False}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"connections": 1000}, "High connection count detected: 1000"),
        ({"errors": 11}, "High error count detected: 11 in 60 s"),
        ({"memory_percent": 91}, "High memory usage detected: 91 %"),
        ({"growth_mb_h": 51}, "High memory growth detected: 51.0 MB/hour"),
        ({"typing_timers": 101}, "High typing timer count: 101 - potential memory leak"),
        (
            {"connections": 10, "subscribed_rooms": 21},
            "Room tracking exceeds expected ratio: 21 rooms, 10 connections",
        ),
    ],
)
def test_each_rule_fires_above_its_limit_and_not_before(
    changed: dict[str, float], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    raised: list[Alert] = []
    alerts = AlertManager(settings(), raised.append)
    (changing, limit) = list(changed.items())[-1]
    assert alerts.check(QUIET, now=0) == []
    assert alerts.check(_figures(changed | {changing: limit - 1}), now=0) == []
    assert [alert.message for alert in alerts.check(_figures(changed), now=1)] == [message]
    assert raised == list(alerts.recent)
    assert message in caplog.text


def _figures(changed: dict[str, float]) -> Figures:
    return Figures(**{name: changed.get(name, 0) for name in Figures.__slots__})  # type: ignore[arg-type]


def test_an_alert_is_not_repeated_before_its_time() -> None:
    alerts = AlertManager(settings(alert_cooldown=300), lambda alert: None)
    times = [now for now in range(0, 1000, 100) if alerts.check(_figures({"typing_timers": 200}), now)]
    assert times == [0, 300, 600, 900]


def test_errors_are_counted_within_a_window_and_no_longer() -> None:
    alerts = AlertManager(settings(alert_window=60), lambda alert: None)
    for now in range(0, 120, 10):
        alerts.note_error(now)
    assert alerts.errors_in_window(110) == 7
    assert alerts.errors_in_window(1000) == 0


@given(floats(-1000, 1000), integers(2, 400))
def test_the_slope_of_a_line_is_found_through_wild_samples(slope: float, count: int) -> None:
    wild = random.Random(count)
    samples = [(float(at), slope * at) for at in range(count)]
    for index in wild.sample(range(count), count // 5):
        samples[index] = (float(index), wild.uniform(-1e6, 1e6))
    if count >= 20:
        assert growth_rate(samples) == pytest.approx(slope, abs=max(1.0, abs(slope) * 0.05))


@pytest.mark.parametrize("samples", [[], [(0.0, 1.0)], [(1.0, 1.0), (1.0, 9.0)]])
def test_too_few_samples_have_no_slope(samples: list[tuple[float, float]]) -> None:
    assert growth_rate(samples) == 0


def test_a_saw_tooth_has_no_slope() -> None:
    assert abs(growth_rate([(float(at), at % 10) for at in range(200)])) < 0.02


def test_response_times_fall_into_classes() -> None:
    histogram = Histogram()
    assert histogram.mean == 0
    for value in (0.0005, 0.02, 0.02, 99.0):
        histogram.add(value)
    assert histogram.count == 4
    assert histogram.mean == pytest.approx(99.0405 / 4)
    assert histogram.cumulative()[0] == 1
    assert histogram.cumulative()[BOUNDS.index(0.025)] == 3
    assert histogram.cumulative()[-1] == 4


@asynchronous
async def test_a_figure_of_the_moment_is_logged_with_each_sweep(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    async with serve(sweep_interval=0.05):
        await until(lambda: "connection stats: Figures(connections=0" in caplog.text)
        await asyncio.sleep(0)
