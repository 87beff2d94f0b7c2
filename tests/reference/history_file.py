"""A history's file, and what may happen to it."""

from __future__ import annotations

import resource
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from wshygiene_reference.operation.records import Figure
from wshygiene_reference.operation.store import Retention, Store
from wshygiene_reference.operation.writer import HistoryWriter

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


def held(path: Path) -> int:
    """How many figures are in a file that nobody has open."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT COUNT(*) FROM figure").fetchone()[0])


def damage(path: Path) -> None:
    """Write rubbish over all but the first page of a history."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


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
