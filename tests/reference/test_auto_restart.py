"""A process that is short of memory drains, and is started again by its supervisor; clients hardly notice."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from wshygiene_reference import ConfigError, WebSocketClient, WebSocketManager
from wshygiene_reference.client import Backoff, CircuitBreaker
from wshygiene_reference.memory import MEGABYTE, MemorySample
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.operation.auto_restart import AutoRestart, RestartRules
from wshygiene_reference.operation.memory_watch import MemoryWatch, memory_limit
from wshygiene_reference.operation.prediction import Verdict
from wshygiene_reference.signals import GracefulShutdown

from .conftest import PATIENCE, Serve, until
from .http_receiver import Receiver

asynchronous = pytest.mark.asyncio


def sample(megabytes: float, at: float = 0.0, connections: int = 0) -> MemorySample:
    """What a process with so much memory looks like."""
    return MemorySample(at, int(megabytes * MEGABYTE), 10.0, 0, 0, connections, 0, 0)


class Asked:
    """Counts how often a restart was asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@asynccontextmanager
async def restarting(
    serve: Serve, watch: MemoryWatch | None = None, **rules: Any
) -> AsyncIterator[tuple[WebSocketManager, AutoRestart, Asked]]:
    asked = Asked()
    rules = {"above": 100 * MEGABYTE, "min_uptime": 0.0, **rules}
    async with serve() as manager, AutoRestart(manager, RestartRules(**rules), asked, watch) as restarts:
        yield manager, restarts, asked


@asynchronous
async def test_only_so_many_samples_in_a_row_ask_for_a_restart_and_only_once(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with restarting(serve, samples=3) as (manager, restarts, asked):
        for megabytes in (101, 150, 99, 101, 101):
            restarts.look(sample(megabytes))
        assert (asked.times, restarts.health()) == (0, None)
        for _ in range(3):
            restarts.look(sample(140))
        assert asked.times == 1
        assert [each.message for each in manager.alerts.recent] == ["Restarting: memory is 140 MB, more than 100 MB"]
        assert "memory is 140 MB, more than 100 MB" in manager.health()["reasons"]
        restarts.look(sample(50))
        assert restarts.health() is None
    assert len(manager.health_checks) == 0


@asynchronous
async def test_a_process_that_has_just_been_started_is_not_started_again(serve: Serve) -> None:
    async with restarting(serve, samples=1, min_uptime=3600) as (_, restarts, asked):
        for _ in range(10):
            restarts.look(sample(200))
        assert (asked.times, restarts.health()) == (0, "memory is 200 MB, more than 100 MB")
        restarts._began -= 3600
        restarts.look(sample(200))
        assert asked.times == 1


@asynchronous
async def test_memory_that_will_be_out_soon_asks_for_a_restart(serve: Serve) -> None:
    async with serve() as manager, MemoryWatch(manager, 200 * MEGABYTE, alert_hours=24) as watch:
        asked = Asked()
        async with AutoRestart(manager, RestartRules(left=3600, samples=1, min_uptime=0), asked, watch) as restarts:
            for minute in range(100):
                manager.memory.samples.append(sample(100 + minute / 10 + minute % 3 / 10, minute * 60.0))
            watch.look(manager.memory.samples[-1])
            restarts.look(manager.memory.samples[-1])
            assert watch.prediction.verdict is Verdict.GROWING
            assert [each.name for each in manager.alerts.recent] == ["prediction"]
            assert asked.times == 0  # there are some 15 hours left
            watch.limit = 111 * MEGABYTE
            watch.look(manager.memory.samples[-1])
            restarts.look(manager.memory.samples[-1])
            assert asked.times == 1
            assert watch.told().startswith("Memory reaches 111 MB in 0.")


@asynchronous
async def test_memory_that_rises_with_the_connections_is_no_reason(serve: Serve) -> None:
    async with serve() as manager, MemoryWatch(manager, 200 * MEGABYTE, alert_hours=1e6) as watch:
        assert watch.told() == "Memory: unknown (there are no samples yet)"
        for minute in range(100):
            connections = minute * 10 + minute * 7 % 50
            taken = sample(100 + connections / 50, minute * 60.0, connections)
            manager.memory.samples.append(taken)
        watch.look(manager.memory.samples[-1])
        assert watch.prediction.verdict is not Verdict.GROWING
        assert not manager.alerts.recent


@asynchronous
async def test_samples_are_looked_at_as_they_come(serve: Serve) -> None:
    asked = Asked()
    config = OperationConfig(restart_above_mb=1, restart_samples=2, restart_min_uptime=0, predict_memory=True)
    async with serve(memory_interval=0.05) as manager:
        shutdown = GracefulShutdown(manager)
        shutdown.ask_restart = asked  # type: ignore[method-assign]
        async with Operation(manager, config, shutdown) as operation:
            await until(lambda: asked.times == 1)
            assert operation.watch is not None
            await until(lambda: "too few" in operation.watch.prediction.reason)  # type: ignore[union-attr]


def grouped(folder: Path, own: str, limits: dict[str, str]) -> int:
    """The limit of a process in a control group, where these files say so."""
    for path, limit in limits.items():
        file = folder / "groups" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(limit + "\n")
    (folder / "own").write_text(own)
    return memory_limit(groups=folder / "groups", own=folder / "own")


@pytest.mark.parametrize(
    ("own", "limits"),
    [
        ("0::/\n", {"memory.max": "1048576"}),
        ("0::/system.slice/chat.service\n", {"system.slice/chat.service/memory.max": "1048576", "memory.max": "max"}),
        ("0::/a/b\n", {"a/b/memory.max": "2097152", "a/memory.max": "1048576"}),
        ("2:cpu,memory:/docker/x\n1:pids:/\n", {"memory/docker/x/memory.limit_in_bytes": "1048576"}),
    ],
)
def test_the_limit_is_that_of_the_container_or_unit_where_it_is_less(
    tmp_path: Path, own: str, limits: dict[str, str]
) -> None:
    assert grouped(tmp_path, own, limits) == MEGABYTE


def test_without_any_other_limit_it_is_that_of_the_machine(tmp_path: Path) -> None:
    machine = memory_limit(groups=tmp_path, own=tmp_path / "none")
    assert machine > 64 * MEGABYTE
    assert grouped(tmp_path, "0::/\n", {"memory.max": "max"}) == machine
    assert memory_limit() <= machine
    assert memory_limit(0.5) == MEGABYTE // 2


@asynchronous
async def test_a_restart_that_nobody_does_is_refused(serve: Serve) -> None:
    async with serve() as manager:
        with pytest.raises(ConfigError) as error:
            Operation(manager, OperationConfig(restart_above_percent=50))
        assert str(error.value) == (
            "restarts are asked for, and there is nobody who restarts this manager: give a `shutdown`."
        )
        assert Operation(manager, OperationConfig(predict_memory=True)).restarts is None
        assert Operation(manager, OperationConfig()).watch is None


# Under a supervisor

SUPERVISOR = """
import json, signal, subprocess, sys

codes, is_stopping, server = [], False, None

def stop(number, frame):
    global is_stopping
    is_stopping = True
    if server is not None:
        server.send_signal(signal.SIGTERM)

signal.signal(signal.SIGTERM, stop)
while not is_stopping and codes[-1:] in ([], [75]):
    server = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    if is_stopping:
        server.terminate()
    codes.append(server.wait())
print(json.dumps(codes))
"""
SETTINGS = {
    "restart-above-mb": "1",  # which is always so
    "restart-samples": "2",
    "restart-min-uptime": "2",
    "memory-interval": "0.2",
    "shutdown-grace": "1",
    "retry-after": "0.1",
    "max-memory-percent": "100",
}


@asynccontextmanager
async def supervised(errors: Path, **settings: str) -> AsyncIterator[tuple[int, list[int]]]:
    """A server that is started again and again: its port, and in the end the codes with which it ended."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    options = [f"--{name}={value}" for name, value in {**SETTINGS, **settings, "port": str(port)}.items()]
    command = [sys.executable, "-c", SUPERVISOR, sys.executable, "-m", "wshygiene_reference", "--demo", *options]
    codes: list[int] = []
    with errors.open("w") as file, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file) as supervisor:
        try:
            yield port, codes
        finally:
            supervisor.send_signal(signal.SIGTERM)
            while supervisor.poll() is None:
                await asyncio.sleep(0.02)
        assert supervisor.stdout is not None
        codes += json.loads(supervisor.stdout.read())


@asynchronous
async def test_a_supervisor_starts_it_again_and_clients_go_on(tmp_path: Path) -> None:
    """It starts again whenever it may, clients hear what each one says, and somebody is told of it."""
    heard: list[object] = []
    receiver, errors, kept = Receiver("200 OK"), tmp_path / "errors", tmp_path / "history.db"
    patient: dict[str, Any] = {"backoff": Backoff(0.05, 0.2), "breaker": CircuitBreaker(10_000), "min_uptime": 0.1}
    async with receiver.serving() as url:
        beside = {"webhook-url": url, "history-file": str(kept)}
        async with supervised(errors, **beside) as (port, codes):
            async with WebSocketClient(f"ws://127.0.0.1:{port}/", **patient) as client:
                with client.subscribe("thread:lobby", heard.append):
                    await until(lambda: heard and client.stats.connections >= 3, seconds=3 * PATIENCE)
                    before = len(heard)
                    await until(lambda: len(heard) > before)
    assert len(codes) >= 3
    assert set(codes[:-1]) == {75}
    assert codes[-1] in (0, 75, -signal.SIGTERM)  # the last one may have been restarting, or have just begun
    restarts = (codes.count(75), codes.count(75) + 1)  # one may have been ended while it was about to end
    assert errors.read_text().count(" restart: memory is ") in restarts
    assert [json.loads(posted.body)["type"] for posted in receiver.posted].count("alert.restart") in restarts
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT COUNT(*) FROM alert WHERE name = 'restart'").fetchone()[0] in restarts
