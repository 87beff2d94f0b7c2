"""Before and after: sessions, an hour at speed and reconnects leave all as it was, and no callback is lost."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest

from wshygiene_reference import CloseCode, WebSocketClient, WebSocketManager
from wshygiene_reference.client import Backoff, CircuitBreaker, ClientState

from .conftest import PATIENCE, Serve, address, client, until
from .heap import OURS, Heap, look, traced, without_collections
from .hurrying import hurrying
from .test_rooms_and_typing import ask

pytestmark = pytest.mark.asyncio
HOUR = 3600.0
#: So long may something take whose time does not matter: at speed, two minutes and more of a busy machine.
LONG = 36 * HOUR


def patient(manager: WebSocketManager) -> WebSocketClient:
    """A client that comes back at once, however often it loses its server."""
    return WebSocketClient(
        address(manager), backoff=Backoff(0.001, 0.002), breaker=CircuitBreaker(failures=10_000), timeout=5.0
    )


async def visits(manager: WebSocketManager, times: int) -> None:
    """Clients that come, and go: politely, without a word, in the middle of typing, and while they are subscribed."""
    for _ in range(times):
        async with client(manager) as ws:
            await ask(ws, "job.subscribe", jobId="7")
        async with client(manager) as ws:
            await ask(ws, "thread.subscribe", threadId="lobby")
            await ask(ws, "typing.start", threadId="lobby")
            ws.transport.abort()
        async with patient(manager) as ours:
            await ours.connected(PATIENCE)
            with ours.subscribe("analytics:offers", lambda data: None):
                await until(lambda: "analytics:offers" in manager.rooms.sizes())
                manager.publish("analytics:offers", 1, key="upgrade")
    await until(manager.admission.is_empty)


async def test_a_session_leaves_the_heap_as_it_was_and_no_complaint(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with traced():
        async with serve(sweep_interval=HOUR) as manager:
            await visits(manager, 5)
            gc.collect()
            before = look()
            await visits(manager, 25)
            gc.collect()
            after = look()
    assert after.more_than(before) == {}
    assert after.bytes - before.bytes < 5_000, "a connection that stays is 14,000, and there were 75"
    assert caplog.records == []


async def test_nothing_of_ours_waits_for_the_garbage_collector(serve: Serve) -> None:
    async with serve() as manager:
        await visits(manager, 3)
        with without_collections():
            before = look(OURS)
            await visits(manager, 10)
            after = look(OURS)
    assert after.more_than(before) == {}


def collected() -> Heap:
    """What of ours and of websockets' is there when all garbage has gone."""
    gc.collect()
    return look(OURS, "websockets.asyncio")


async def an_hour(manager: WebSocketManager) -> None:
    """Three clients that listen for an hour, and then still hear what is published."""
    heard: list[list[Any]] = [[], [], []]
    async with AsyncExitStack() as stack:
        for each in heard:
            lasting = await stack.enter_async_context(WebSocketClient(address(manager), timeout=LONG, watchdog=LONG))
            await lasting.connected(LONG)
            stack.enter_context(lasting.subscribe("job:7", each.append))
        await asyncio.sleep(HOUR)
        async with asyncio.timeout(LONG):
            while not all(heard):  # somebody may be away at the moment, being idle
                manager.publish("job:7", "still there")
                await asyncio.sleep(10)


async def test_an_hour_at_speed(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Idle clients go and come back, lives end, pings, sweeps and samples pass: all of it by timers of minutes."""
    caplog.set_level(logging.ERROR)
    loaded = dict.fromkeys(("open_timeout", "write_stall", "close_timeout", "authentication_timeout"), LONG)
    with hurrying(900), traced():
        async with serve(**loaded, shutdown_grace=LONG, max_missed_pings=10**6) as manager:
            async with client(manager, open_timeout=None, close_timeout=None):
                manager.memory.sample()
            before = collected()
            await an_hour(manager)
            await until(lambda: len(manager.registry) == 0, seconds=LONG)
            samples = {"wshygiene_reference.memory.MemorySample"}
            # Who has left the registry has a few turns of the loop to go.
            await until(lambda: collected().more_than(before).keys() <= samples, "only samples stay", seconds=LONG)
            after = collected()
            assert manager.counters.connections_opened > 10
            assert {CloseCode.IDLE, CloseCode.LIFETIME} & manager.counters.closed.keys()
            assert len(manager.memory.samples) > 5
            assert manager.sweeper.leaked == 0
    assert after.more_than(before).keys() <= samples
    assert after.bytes - before.bytes < 1_000_000
    assert caplog.records == []


async def test_no_callback_is_lost_over_reconnects_and_the_cache_stays_within_its_bound(serve: Serve) -> None:
    rooms = [f"job:{number}" for number in range(10)]
    heard: Counter[str] = Counter()
    async with serve(cache_size=25, throttle_interval=0, message_burst=1000) as manager, patient(manager) as lasting:
        for room in rooms:
            lasting.subscribe(room, lambda data: heard.update([data]))
        for cycle in range(1, 16):
            await until(lambda: manager.rooms.total_subscribed == len(rooms))
            for room in rooms:
                manager.publish(room, room, key=f"{room} {cycle}")
            await until(lambda count=cycle: heard == dict.fromkeys(rooms, count), "everybody has heard it once")
            assert len(manager.publisher.last_values) == min(10 * cycle, 25)
            (connection,) = manager.registry
            connection.abort()
            await until(lambda gone=connection.id: gone not in manager.registry)
    assert lasting.stats.connections >= 15
    assert lasting.stats.callback_errors == 0


async def test_after_a_churn_all_is_answered_as_before(serve: Serve) -> None:
    async with serve(message_burst=1000, sweep_interval=HOUR) as manager, patient(manager) as lasting:
        await lasting.connected(PATIENCE)
        for turn in range(1, 3):
            assert [await lasting.request("ping") for _ in range(50)] == ["pong"] * 50
            assert manager.counters.response_time.count >= 50 * turn
            assert manager.health() == {"status": "healthy", "reasons": [], "ready": True}
            for _ in range(20):
                async with client(manager) as polite, client(manager) as rude:
                    await ask(polite, "job.subscribe", jobId="7")
                    rude.transport.abort()
            await until(lambda: len(manager.registry) == 1)
        (connection,) = manager.registry
        connection.abort()
        await until(lambda: connection.id not in manager.registry)
        await until(lambda: lasting.state is ClientState.CONNECTED, "it has come back by itself")
        assert await lasting.request("ping") == "pong"
