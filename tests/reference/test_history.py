"""What a manager keeps for weeks: in a bounded file, whatever becomes of the file, the disk or the process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wshygiene_reference import ConfigError
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.operation.history import MetricHistory

from .conftest import Serve, client, until
from .history_file import KEPT
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@asynchronous
async def test_a_manager_remembers_what_was_before_it_was_started(serve: Serve, path: Path) -> None:
    config = OperationConfig(history_file=str(path), history_interval=0.05)
    for _ in range(2):
        async with serve(connections_alert=1, alert_cooldown=1000) as manager, Operation(manager, config) as operation:
            history = operation.history
            assert isinstance(history, MetricHistory)
            async with client(manager) as ws:
                await ask(ws, "ping")
                manager.check_alerts()
                await ws.close(4321)
            await until(lambda manager=manager: not manager.registry.ids())
            assert manager.health()["status"] == "healthy", "it is written, and a crowd is no illness"
            await manager.shutdown()
    async with serve() as manager, Operation(manager, config) as operation:
        history = operation.history
        assert history is not None
        assert await history.closed() == {4321: 2}
        assert [each.message for each in await history.alerts()] == ["High connection count detected: 1"] * 2
        latest = await history.latest(1000)
        assert sum(each.received for each in latest) == 2
        assert latest[0].memory > 2**20
        points = await history.series("memory", since=latest[-1].at, points=3)
        assert 1 <= len(points) <= 3
        assert all(point.low <= point.mean <= point.high for point in points)


@asynchronous
async def test_a_manager_without_a_usable_history_serves_and_says_why(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "not yet" / "history.db"
    async with serve() as manager, Operation(manager, OperationConfig(history_file=str(path))) as operation:
        history = operation.history
        assert history is not None
        history.writer._first_retry = history.writer._retry = 0.05
        await until(lambda: history.health() is not None)
        async with client(manager) as ws:
            await ask(ws, "ping")
            assert manager.health() == {
                "status": "degraded",
                "reasons": ["the history is not written: unable to open database file"],
                "ready": True,
            }
        path.parent.mkdir()
        await until(lambda: manager.health()["status"] == "healthy")
    assert len(manager.health_checks) == 0


@asynchronous
async def test_many_close_codes_of_a_peers_choice_are_few_rows(serve: Serve, path: Path) -> None:
    async with serve() as manager, Operation(manager, OperationConfig(history_file=str(path))) as operation:
        for code in range(3000, 3200):
            manager.events.emit("connection_closed", code=code)
        assert operation.history is not None
        operation.history.sample()
        closed = await operation.history.closed()
    assert (len(closed), closed[0], sum(closed.values())) == (51, 150, 200)


@asynchronous
async def test_a_question_is_checked_before_it_is_asked(serve: Serve, path: Path) -> None:
    async with serve() as manager, Operation(manager, OperationConfig(history_file=str(path))) as operation:
        history = operation.history
        assert history is not None
        with pytest.raises(ValueError) as error:
            await history.series("memmory", 0)
        assert str(error.value) == "`memmory` is not a figure. Did you mean `memory`?"
        with pytest.raises(ValueError) as error:
            await history.series("at; DROP TABLE figure", 0, points=0)
        assert str(error.value).startswith("`at; DROP TABLE figure` is not a figure. Figures: memory, memory_percent,")
        for asked in (history.series("memory", 0, points=0), history.latest(2001), history.alerts(0, -1)):
            with pytest.raises(ValueError, match="between 1 and 2000 are answered"):
                await asked


def test_a_history_is_off_unless_it_has_a_file() -> None:
    assert OperationConfig().history_file is None
    with pytest.raises(ConfigError) as error:
        OperationConfig(history_bytes=1)
    assert str(error.value) == "history_bytes = 1 is out of range: at least 262144 bytes."
    assert replace(KEPT, rows=5).rows == 5
