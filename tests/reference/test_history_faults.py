"""What is to be written waits for the disk, and is there after a kill."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from wshygiene_reference.operation.store import Retention, Store
from wshygiene_reference.operation.writer import QUESTIONS, HistoryUnavailable

from .conftest import until
from .history_file import DAY, damage, figure, folder_away, held, lock, opened, replaced_by_other, small_files, writing

asynchronous = pytest.mark.asyncio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


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
