"""All parts at once, under churn: nothing of any of them grows. A few rounds here, as long as you like in a soak.

    python tests/benchmarks/operation_soak.py --out soak

runs it for more than twenty minutes, with Redis gone for 30 seconds in between.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from wshygiene_reference import WebSocketClient, WebSocketManager
from wshygiene_reference.alerts import Alert
from wshygiene_reference.memory import KEPT
from wshygiene_reference.operation import Operation
from wshygiene_reference.operation.records import Closed, Raised

from .administering import TOKEN, caller
from .conftest import PATIENCE, Serve, address, client, until
from .http_receiver import Receiver
from .redis_server import RedisServer
from .test_rooms_and_typing import ask
from .test_soak import PATIENT, visitors
from .whole import Viewer, everything

pytestmark = pytest.mark.asyncio
ROOM = "analytics:prices"
#: Seconds that Redis is away in a soak, and in a test run.
LONG, SHORT = 30.0, 0.2
#: Rows of each kind that the history keeps.
ROWS = 2_000
#: Rounds before those that are judged, in a soak and in a test run: caches, pools and the allocator's arenas fill.
LONG_WARM_UP, SHORT_WARM_UP = 1_500, 1


async def fill(manager: WebSocketManager, operation: Operation) -> None:
    """Fill all that has a bound before anything is judged: samples of a day, alerts, audit log, history, an hour."""
    sample = manager.memory.sample()
    manager.memory.samples.extend(replace(sample, at=sample.at - 60.0 * ago) for ago in range(KEPT, 0, -1))
    manager.alerts.recent.extend(Alert("typing", "", 0.0) for _ in range(100))
    for _ in range(operation.audit.entries.maxlen or 0):
        operation.audit.note("admin", "cleanup", "done", session=None)
    dashboard: Any = operation.mounts["/dashboard"]
    for ago in range(60, 0, -1):
        dashboard.state.dashboard._observatory._disconnections.note(1000, time.monotonic() - 60 * ago)
    history = operation.history
    assert history is not None
    history.sample()
    await history.writer.flush()
    (newest,) = await history.latest()
    for ago in range(ROWS, 0, -1):
        at = newest.at - 30 * ago
        for row in (replace(newest, at=at), Closed(at, 1000, 1), Raised(at, "errors", f"number {ago}")):
            history.writer.record(row)
    await history.writer.flush()


async def redis_away(redis: RedisServer, operation: Operation, seconds: float) -> None:
    """Kill Redis, and start it again after so many seconds; the node notices both."""
    node = operation.node
    assert node is not None
    redis.kill()
    await until(lambda: node.trouble() is not None, "the node is alone")
    await asyncio.sleep(seconds)
    await asyncio.to_thread(redis.start)
    await until(lambda: node.trouble() is None, "the node is among others")


@asynccontextmanager
async def outage(
    redis: RedisServer, operation: Operation, soak: str | None, warm: asyncio.Event
) -> AsyncIterator[None]:
    """Redis is away once: before the rounds of a test run, and in the midst of those of a soak that are judged."""
    if soak is None:
        await redis_away(redis, operation, SHORT)
        yield
        return

    async def later() -> None:
        await warm.wait()
        await asyncio.sleep(LONG)
        await redis_away(redis, operation, LONG)

    task = asyncio.create_task(later())
    try:
        yield
        if warm.is_set():
            await task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def look(api: httpx.AsyncClient, browser: httpx.AsyncClient) -> None:
    """What Prometheus and somebody at the dashboard ask for."""
    assert (await api.get("/metrics")).status_code == 200
    assert (await api.get("/api/websocket/clients")).status_code == 200
    assert (await api.post("/api/websocket/cleanup")).status_code == 200
    for page in ("", "connections", "trend"):
        assert (await browser.get(page)).status_code == 200, page


async def test_nothing_of_the_whole_grows(
    serve: Serve,
    redis: RedisServer,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
    wshygiene_churn: Any,
) -> None:
    caplog.set_level(logging.ERROR, "wshygiene_reference")  # pytest keeps the text of each alert: 4 bytes a character
    heard: list[Any] = []
    numbers = count(1)
    warm = asyncio.Event()
    receiver = Receiver("200 OK")
    soak = request.config.getoption("wshygiene_soak")
    async with everything(
        serve, redis, tmp_path, receiver, alert_cooldown=0, throttle_interval=0.001, history_rows=ROWS
    ) as (
        manager,
        operation,
    ):
        viewer = Viewer(operation)
        await fill(manager, operation)
        async with (
            caller(operation, TOKEN) as api,
            viewer.watching() as browser,
            WebSocketClient(address(manager), **PATIENT) as lasting,
            outage(redis, operation, soak, warm),
        ):
            await lasting.connected(PATIENCE)
            lasting.subscribe(ROOM, heard.append)
            await until(lambda: ROOM in manager.rooms.sizes())

            async def a_round() -> None:
                number = next(numbers)
                if number > LONG_WARM_UP:
                    warm.set()
                async with asyncio.timeout(PATIENCE):
                    while number not in heard:  # which takes longer at the end of a lifetime, after 5 minutes
                        manager.publish(ROOM, number)
                        await asyncio.sleep(0.005)
                heard.clear()
                await visitors(manager)
                async with client(manager, "/?tablet") as ws:
                    await ask(ws, "job.subscribe", jobId=str(number))
                    assert operation.node is not None
                    await operation.node.presence(f"job:{number}")
                manager.alerts.tell("errors", f"number {number}", manager.now())
                await until(lambda: receiver.posted, "the web hook is told")
                receiver.posted.clear()
                await look(api, browser)
                await until(lambda: len(manager.registry) == 1 and manager.rooms.total_subscribed == 1)

            await wshygiene_churn(a_round, cycles=5, warm_up=LONG_WARM_UP if soak else SHORT_WARM_UP)
    assert viewer.events
