"""What a manager keeps for weeks: in a bounded file, whatever becomes of the file, the disk or the process."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from wshygiene_reference import ConfigError
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.operation.history import MetricHistory
from wshygiene_reference.operation.records import Closed, Figure, Raised, Row
from wshygiene_reference.operation.store import MIGRATIONS, Retention, Store, Unusable
from wshygiene_reference.operation.writer import QUESTIONS, HistoryUnavailable, HistoryWriter

from .conftest import Serve, client, until
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio
KEPT = Retention(age=1000.0, rows=100, size=1024 * 1024)
DAY = 86400.0


def figure(at: float = 0.0, **values: Any) -> Figure:
    """Figures of a quiet manager at some time, but for some."""
    quiet = dict.fromkeys(Figure.__slots__, 0) | {"at": at, "seconds": 60.0}
    return Figure(**quiet | values)


@contextmanager
def opened(path: Path, kept: Retention = KEPT, **options: Any) -> Iterator[Store]:
    store = Store(path, kept, **options)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def held(path: Path) -> int:
    """How many figures are in a file that nobody has open."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT COUNT(*) FROM figure").fetchone()[0])


# The file


def test_what_is_written_is_there_when_the_file_is_opened_again(path: Path) -> None:
    rows: list[Row] = [figure(1, memory=5, growth_mb_h=0.5), Closed(1, 1000, 3), Raised(2, "memory", "much"), figure(2)]
    with opened(path) as store:
        store.write(rows, now=2)
    with opened(path) as store:
        assert store.latest(5) == [figure(2), figure(1, memory=5, growth_mb_h=0.5)]
        assert store.alerts(0, 5) == [Raised(2, "memory", "much")]
        assert store.closed(0, 5) == {1000: 3}
    assert sorted(each.name for each in path.parent.iterdir()) == ["history.db"]


def test_what_is_too_old_or_too_much_goes(path: Path) -> None:
    with opened(path) as store:
        store.write([figure(at) for at in range(10)], now=10)
        store.write([Raised(at, "memory", "") for at in range(200)], now=0)
        assert [each.at for each in store.alerts(0, 1000)] == list(range(199, 99, -1))
        store.write([], now=1005)
        assert [each.at for each in store.latest(20)] == [9, 8, 7, 6, 5]


def test_the_file_stays_as_small_as_it_was_asked_to(path: Path) -> None:
    kept = Retention(size=256 * 1024, rows=10**9)
    with opened(path, kept) as store:
        for at in range(0, 20_000, 500):
            store.write([Raised(at + each, "memory", "x" * 100) for each in range(500)], now=at)
        newest, oldest = store.alerts(0, 1)[0].at, store.alerts(0, 100_000)[-1].at
    assert path.stat().st_size <= kept.size * 1.3  # what the last batch brought comes on top
    assert (newest, oldest > 10_000) == (19_999, True)


def test_a_file_that_was_larger_becomes_small(path: Path) -> None:
    with opened(path, Retention()) as store:
        store.write([Raised(at, "memory", "x" * 1000) for at in range(3000)], now=0)
    before = path.stat().st_size
    with opened(path, Retention(size=512 * 1024)) as store:
        store.write([], now=0)
        assert store.alerts(0, 1)[0].at == 2999
    assert path.stat().st_size <= 512 * 1024 < before


def test_a_figure_over_time_is_told_in_spans(path: Path) -> None:
    with opened(path) as store:
        store.write([figure(at * 60, memory=at, sent=at * 60) for at in range(60)], now=0)
        points = store.series("memory", 0, 3600, 6)
        assert [tuple(point) for point in points] == [
            (600 * span, 10 * span, 10 * span + 4.5, 10 * span + 9) for span in range(6)
        ]
        assert store.series("sent", 0, 3600, 6) == points  # a message a second more each minute
        assert [len(store.series("memory", 600, 1799, count)) for count in (1, 7, 500)] == [1, 7, 20]
        assert store.series("memory", 5000, 6000, 6) == []


def test_a_file_of_an_older_format_is_brought_on(path: Path) -> None:
    with opened(path) as store:
        store.write([Raised(1, "memory", "much")], now=1)
    newer = (*MIGRATIONS, "ALTER TABLE alert ADD COLUMN told INTEGER NOT NULL DEFAULT 0;")
    with opened(path, migrations=newer) as store:
        assert store.alerts(0, 5) == [Raised(1, "memory", "much")]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT told FROM alert").fetchall() == [(0,)]
        assert db.execute("PRAGMA user_version").fetchone() == (2,)


def make_newer(path: Path) -> str:
    with opened(path, migrations=(*MIGRATIONS, "SELECT 1;", "SELECT 2;")):
        pass
    return "is of a newer version (format 3, this one knows 1)"


def make_text(path: Path) -> str:
    path.write_text("the only copy of something dear\n" * 1000)
    return "is not a history of this server: move it away, or name another file"


def make_other(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE dear (what TEXT); INSERT INTO dear VALUES ('this');")
    return "is not a history of this server: move it away, or name another file"


def make_other_and_break_it(path: Path) -> str:
    why = make_other(path)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000)
    return why


@pytest.mark.parametrize("make", [make_newer, make_text, make_other, make_other_and_break_it])
def test_a_file_that_is_not_ours_is_left_as_it_is(path: Path, make: Callable[[Path], str]) -> None:
    why = make(path)
    before = path.read_bytes()
    with pytest.raises(Unusable) as error:
        Store(path, KEPT)
    assert str(error.value) == f"{path} {why}"
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def damage(path: Path) -> None:
    """Write rubbish over all but the first page of a history."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def test_a_history_that_is_broken_is_put_aside(path: Path) -> None:
    with opened(path) as store:
        store.write([figure(at) for at in range(50)], now=0)
    damage(path)
    broken = path.read_bytes()
    with opened(path) as store:
        store.write([figure(99)], now=99)
        assert store.latest(9) == [figure(99)]
    assert path.with_name("history.db.broken").read_bytes() == broken


# The writer


@asynccontextmanager
async def writing(path: Path, **options: Any) -> AsyncIterator[HistoryWriter]:
    writer = HistoryWriter(
        partial(Store, path, Retention()), **{"delay": 0.02, "first_retry": 0.05, "clock": float, **options}
    )
    writer.start()
    try:
        yield writer
    finally:
        await writer.close(5)
        assert not [each for each in threading.enumerate() if each.name == "wshygiene history"]


@asynchronous
async def test_rows_are_written_soon_and_a_flush_waits_for_it(path: Path) -> None:
    async with writing(path) as writer:
        writer.record(figure(1))
        await until(lambda: path.exists() and writer._due is None and not writer._rows)
        assert await writer.ask(lambda store: len(store.latest(9))) == 1
        for at in range(5000):
            writer.record(figure(at))
        await writer.flush()
    assert (held(path), writer.lost) == (5001, 0)


@asynchronous
async def test_leaving_writes_what_waits_and_takes_no_more(path: Path) -> None:
    async with writing(path, delay=60) as writer:
        for at in range(10):
            writer.record(figure(at))
    writer.record(figure(11))
    with pytest.raises(HistoryUnavailable, match="it is closed"):
        await writer.flush()
    assert (held(path), await writer.close(1)) == (10, 0)


def lock(path: Path) -> AbstractContextManager[object]:
    @contextmanager
    def locked() -> Iterator[None]:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    return locked()


@contextmanager
def small_files(path: Path) -> Iterator[None]:
    """No file grows beyond what it is: the system says so, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def replaced_by_other(path: Path) -> Iterator[None]:
    """Somebody moves the file away and puts another one there, which is none of ours."""
    moved = path.with_name("moved")
    path.replace(moved)
    path.write_text("something dear" * 100)
    yield
    assert path.read_text() == "something dear" * 100
    path.unlink()
    moved.replace(path)


@contextmanager
def folder_away(path: Path) -> Iterator[None]:
    """The folder is unmounted, so to speak."""
    away = path.parent.with_name("away")
    path.parent.replace(away)
    yield
    away.replace(path.parent)


FAULTS = {
    lock: "database is locked",
    small_files: "disk I/O error",
    replaced_by_other: "was moved or deleted|is not a history of this server",
    folder_away: "was moved or deleted|unable to open database file",
}


@asynchronous
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_rows_wait_while_the_file_cannot_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Callable[[Path], AbstractContextManager[object]]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "history.db"
    async with writing(path) as writer:
        writer.record(figure(0))
        await writer.flush()
        with fault(path):
            for at in range(1, 100):
                writer.record(figure(at))
            await until(lambda: writer.trouble is not None)
            with pytest.raises(HistoryUnavailable, match=FAULTS[fault]):
                await writer.flush()
            await until(lambda: writer._retry > 0.05 * 2)  # it was tried more than once
            logged = [each.message for each in caplog.records if each.levelname == "ERROR"]
        await until(lambda: writer.trouble is None)
        await writer.flush()
    assert len(logged) == 1, logged
    assert [each.message for each in caplog.records][-1] == "history: written again, 0 rows were lost so far"
    assert (held(path), writer.lost) == (100, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a file system is not allowed here; the limit on file sizes above stands for it")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@asynchronous
async def test_a_full_disk_is_waited_out(small_disk: Path) -> None:
    path, other = small_disk / "history.db", small_disk / "other"
    async with writing(path) as writer:
        await writer.flush()
        with suppress_full(), other.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        for at in range(100):
            writer.record(figure(at))
        await until(lambda: writer.trouble is not None)
        assert writer.trouble in ("database or disk is full", "disk I/O error", "unable to open database file")
        other.unlink()
        await until(lambda: writer.trouble is None)
        await writer.flush()
    assert (held(path), writer.lost) == (100, 0)


@contextmanager
def suppress_full() -> Iterator[None]:
    with pytest.raises(OSError, match="No space left"):
        yield


@asynchronous
async def test_a_file_that_is_read_only_is_waited_for(small_disk: Path) -> None:
    path = small_disk / "history.db"
    with opened(path):
        pass
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    async with writing(path) as writer:
        writer.record(figure(1))
        await until(lambda: writer.trouble is not None)
        assert writer.trouble in ("attempt to write a readonly database", "unable to open database file")
        subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
        await until(lambda: writer.trouble is None)
    assert (held(path), writer.lost) == (1, 0)


@asynchronous
async def test_of_too_many_that_wait_the_oldest_go_and_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "not yet" / "history.db"
    async with writing(path, rows=10) as writer:
        await until(lambda: writer.trouble is not None)
        for at in range(25):
            writer.record(figure(at))
        path.parent.mkdir()
        await until(lambda: writer.trouble is None)
        await writer.flush()
    assert held(path) + writer.lost == 25
    assert 10 <= held(path) <= 20  # some may be in hand when the others come


@asynchronous
async def test_a_file_that_is_deleted_is_made_again(path: Path) -> None:
    async with writing(path) as writer:
        writer.record(figure(1))
        await writer.flush()
        path.unlink()
        writer.record(figure(2))
        await until(path.exists)
        await until(lambda: writer.trouble is None)
        await writer.flush()
        assert await writer.ask(lambda store: store.latest(5)) == [figure(2)]


@asynchronous
async def test_a_file_that_breaks_meanwhile_is_put_aside(path: Path) -> None:
    async with writing(path) as writer:
        for at in range(200):
            writer.record(figure(at))
        await writer.flush()
        await writer.ask(lambda store: store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        damage(path)
        await writer.ask(lambda store: store._db.execute("PRAGMA shrink_memory"))  # what it remembers of it
        writer.record(figure(1000))
        await until(path.with_name("history.db.broken").exists)
        await until(lambda: writer.trouble is None)
        await writer.flush()
        assert await writer.ask(lambda store: store.latest(5)) == [figure(1000)]


@asynchronous
async def test_leaving_does_not_wait_for_a_file_that_somebody_else_holds(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing(path) as writer:
        await writer.flush()
        with lock(path):
            writer.record(figure(1))
            await until(lambda: writer.trouble is not None)
            assert await writer.close(0.01) == 1
    assert "history: closed, 1 rows were lost" in caplog.text


@asynchronous
async def test_a_row_that_no_file_can_hold_does_not_stop_the_others(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing(path) as writer:
        writer.record(figure(1, memory=2**80))
        await until(lambda: writer.lost == 1)
        writer.record(figure(2))
        await writer.flush()
    assert held(path) == 1
    assert "history: 1 rows cannot be written: Python int too large" in caplog.text


@asynchronous
async def test_a_question_that_is_wrong_takes_too_long_or_is_one_too_many_is_refused(path: Path) -> None:
    async with writing(path) as writer:
        with pytest.raises(ZeroDivisionError):
            await writer.ask(lambda store: 1 / 0)

        def endless(store: Store) -> object:
            store._is_overdue = lambda: True  # type: ignore[method-assign]  # patience comes to its end
            store._db.set_progress_handler(store._is_overdue, 10)
            return store._ask(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n", ()
            )

        with pytest.raises(HistoryUnavailable, match="interrupted"):
            await writer.ask(endless)
        held_up, go_on = asyncio.ensure_future(asyncio.sleep(0)), threading.Event()
        first = asyncio.ensure_future(writer.ask(lambda store: go_on.wait(30)))
        await held_up
        await until(lambda: not writer._questions)
        others = [asyncio.ensure_future(writer.ask(lambda store: 1)) for _ in range(QUESTIONS)]
        await asyncio.sleep(0)
        with pytest.raises(HistoryUnavailable, match="too many questions are waiting"):
            await writer.flush()
        others[0].cancel()  # whoever asked has gone
        go_on.set()
        assert await first
        assert await asyncio.gather(*others[1:]) == [1] * (QUESTIONS - 1)


@asynchronous
async def test_a_clock_that_jumps_ahead_makes_nothing_old(path: Path) -> None:
    now = 1e9
    async with writing(path, clock=lambda: now) as writer:
        writer.record(figure(now))
        await writer.flush()
        now += 365 * DAY
        writer.record(figure(now))
        await writer.flush()
    assert held(path) == 2


KILLED = """
import asyncio, sys
from functools import partial
from pathlib import Path
from wshygiene_reference.operation.records import Figure
from wshygiene_reference.operation.store import Retention, Store
from wshygiene_reference.operation.writer import HistoryWriter

async def main():
    writer = HistoryWriter(partial(Store, Path(sys.argv[1]), Retention()), delay=0.001, clock=float)
    writer.start()
    at = 0
    while True:
        for _ in range(50):
            at += 1
            writer.record(Figure(*[float(at), 60.0, *[0] * 14]))
        await writer.flush()
        print(at, flush=True)

asyncio.run(main())
"""


def test_what_was_promised_survives_a_kill_in_the_middle_of_writing(path: Path) -> None:
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            promised = 0
            for line in process.stdout:
                promised = int(line)
                if promised >= 2000:
                    os.kill(process.pid, signal.SIGKILL)
                    break
            promised = int(([str(promised), *process.stdout.read().split()])[-1])
        with opened(path, Retention()) as store:
            assert store.latest(1)[0].at >= promised
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert held(path) >= 6000


# The history of a manager


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
            assert manager.health()["status"] == "degraded"  # for the alert, not for the history
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
