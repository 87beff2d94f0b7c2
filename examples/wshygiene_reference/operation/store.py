"""The file of a history: SQLite, bounded in age, rows and bytes. It is used by one thread.

Broken files of ours are put aside, and all others are left alone: a wrong path in a setting costs nobody a file.
"""

from __future__ import annotations

import math
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from wshygiene_reference.operation.records import COUNTED, Closed, Figure, Point, Raised, Row

#: Stands in the header of our files: "wshy".
APPLICATION = 0x77736879
MAGIC = b"SQLite format 3\x00"
#: Pages of the write-ahead log after which it is brought over, and bytes that it has at most between times.
LOG_PAGES, LOG_BYTES = 256, 1024 * 1024
#: Share of the bytes from which on the oldest tenth of the rows goes.
NEARLY_FULL = 0.9
#: Seconds that another process may hold the file, and that one question may take.
BUSY, PATIENCE = 0.25, 5.0

TABLES = {Figure: "figure", Closed: "closed", Raised: "alert"}
_COLUMNS = ", ".join(f"{each.name} {'INTEGER' if each.type == 'int' else 'REAL'} NOT NULL" for each in fields(Figure))
_NAMES = ", ".join(each.name for each in fields(Figure))
#: What makes each format of the file from the one before. A file says in `user_version` how many of them it has had.
MIGRATIONS: tuple[str, ...] = (
    f"""
    CREATE TABLE figure (id INTEGER PRIMARY KEY, {_COLUMNS});
    CREATE TABLE closed (id INTEGER PRIMARY KEY, at REAL NOT NULL, code INTEGER NOT NULL, count INTEGER NOT NULL);
    CREATE TABLE alert (id INTEGER PRIMARY KEY, at REAL NOT NULL, name TEXT NOT NULL, message TEXT NOT NULL);
    CREATE INDEX figure_at ON figure (at);
    CREATE INDEX closed_at ON closed (at);
    CREATE INDEX alert_at ON alert (at);
    """,
)


class Unusable(Exception):
    """A file that is not to be touched, or is not where it was: the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept at most: seconds, rows of each kind, and bytes of the file. Its log of some 1 MB comes on top."""

    age: float = 30 * 86400.0
    rows: int = 100_000
    size: int = 64 * 1024 * 1024


class Store:
    """An open file. Raises ``Unusable``, ``sqlite3.Error`` or ``OSError`` when there is none to be had."""

    def __init__(self, path: Path, retention: Retention, migrations: Sequence[str] = MIGRATIONS) -> None:
        self._path = path
        self._retention = retention
        self._migrations = migrations
        self._deadline = math.inf
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise
            put_aside(path)
            self._db = self._open()
        self._identity = _identity(path)

    def write(self, rows: Iterable[Row], now: float) -> None:
        """Write all rows or none, and drop what is too old or too much. ``now`` is what the age is counted from."""
        if _identity(self._path) != self._identity:
            raise Unusable(f"{self._path} was moved or deleted")
        self._deadline = math.inf
        self._make_room()
        with self._db:
            _run(self._db, "BEGIN IMMEDIATE")
            for row in rows:
                values = astuple(row)
                _run(self._db, f"INSERT INTO {TABLES[type(row)]} VALUES (NULL{', ?' * len(values)})", values)
            self._drop_old(now)

    def series(self, name: str, since: float, until: float, points: int) -> list[Point]:
        """A figure over time, in at most ``points`` spans of the same length; what is counted is told per second."""
        width = max((until - since) / points, 1e-3)
        each, mean = (f"{name} / seconds", f"SUM({name}) / SUM(seconds)") if name in COUNTED else (name, f"AVG({name})")
        found = self._ask(
            f"SELECT MIN(CAST((at - ?) / ? AS INTEGER), ?) AS span, MIN({each}), {mean}, MAX({each}) "
            "FROM figure WHERE at BETWEEN ? AND ? AND seconds > 0 GROUP BY span ORDER BY span",
            (since, width, points - 1, since, until),
        )
        return [Point(since + span * width, *values) for span, *values in found]

    def latest(self, count: int) -> list[Figure]:
        """The last figures, the newest first."""
        return [Figure(*row) for row in self._ask(f"SELECT {_NAMES} FROM figure ORDER BY id DESC LIMIT ?", (count,))]

    def alerts(self, since: float, count: int) -> list[Raised]:
        """The last alerts since a time, the newest first."""
        asked = "SELECT at, name, message FROM alert WHERE at >= ? ORDER BY id DESC LIMIT ?"
        return [Raised(*row) for row in self._ask(asked, (since, count))]

    def closed(self, since: float, until: float) -> dict[int, int]:
        """How many connections ended with each close code."""
        asked = "SELECT code, SUM(count) FROM closed WHERE at BETWEEN ? AND ? GROUP BY code ORDER BY code"
        return dict(self._ask(asked, (since, until)))

    def interrupt(self) -> None:
        """End what is going on. The one thing that another thread may call."""
        self._db.interrupt()

    def close(self) -> None:
        """Bring the log over, and close."""
        with suppress(sqlite3.Error):
            _run(self._db, "PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.Error):
            self._db.close()

    def _open(self) -> sqlite3.Connection:
        _refuse_foreign(self._path)
        db = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(db)
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        """Look before anything is changed."""
        known = len(self._migrations)
        version = _only(db, "PRAGMA user_version")
        if _only(db, "SELECT COUNT(*) FROM sqlite_master") and _only(db, "PRAGMA application_id") != APPLICATION:
            raise Unusable(_foreign(self._path))
        if version > known:
            raise Unusable(f"{self._path} is of a newer version (format {version}, this one knows {known})")
        if _only(db, "PRAGMA quick_check(1)") != "ok":
            raise _Damaged("damage was found in it")
        for pragma in ("auto_vacuum = INCREMENTAL", "journal_mode = WAL", "synchronous = NORMAL"):
            _run(db, f"PRAGMA {pragma}")  # the first has to come before there are tables
        _run(db, f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        _run(db, f"PRAGMA journal_size_limit = {LOG_BYTES}")
        self._migrate(db, version)
        db.set_progress_handler(self._is_overdue, 10_000)

    def _migrate(self, db: sqlite3.Connection, version: int) -> None:
        for number, script in enumerate(self._migrations[version:], version + 1):
            mark = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number};"
            db.executescript(f"BEGIN IMMEDIATE; {script} {mark} COMMIT")
        if version < len(self._migrations):
            _run(db, "PRAGMA wal_checkpoint(TRUNCATE)")  # whose file it is stands in the file itself

    def _drop_old(self, now: float) -> None:
        for table in TABLES.values():
            _run(self._db, f"DELETE FROM {table} WHERE at < ?", (now - self._retention.age,))
            too_many = f"id <= (SELECT MAX(id) FROM {table}) - ?"
            _run(self._db, f"DELETE FROM {table} WHERE {too_many}", (self._retention.rows,))

    def _make_room(self) -> None:
        """Drop the oldest rows until the file is small enough, and give the system its pages back."""
        while self._used() > NEARLY_FULL * self._retention.size:
            before = self._db.total_changes
            with self._db:
                _run(self._db, "BEGIN IMMEDIATE")
                for table in TABLES.values():
                    ids = f"SELECT id FROM {table} ORDER BY id LIMIT (SELECT (COUNT(*) + 9) / 10 FROM {table})"
                    _run(self._db, f"DELETE FROM {table} WHERE id IN ({ids})")
            if self._db.total_changes == before:
                break
        self._db.executescript("PRAGMA incremental_vacuum")  # `execute` would take one of its many steps

    def _used(self) -> int:
        pages, free = _only(self._db, "PRAGMA page_count"), _only(self._db, "PRAGMA freelist_count")
        return int(pages - free) * int(_only(self._db, "PRAGMA page_size"))

    def _ask(self, question: str, values: Sequence[object]) -> list[Any]:
        self._deadline = time.monotonic() + PATIENCE
        return _run(self._db, question, values)

    def _is_overdue(self) -> bool:
        return time.monotonic() > self._deadline


class _Damaged(sqlite3.DatabaseError):
    """SQLite can read the file, and says that it is not whole."""


def is_broken(error: sqlite3.Error) -> bool:
    """Whether a file is damaged, rather than out of reach for the moment."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return isinstance(error, _Damaged) or code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def put_aside(path: Path) -> None:
    """Keep a broken file of ours under another name, in place of the last one. Raises ``Unusable`` for other files."""
    with path.open("rb") as file:
        header = file.read(72)
    if header[68:] != APPLICATION.to_bytes(4, "big"):
        raise Unusable(_foreign(path))
    path.replace(path.with_name(f"{path.name}.broken"))
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _refuse_foreign(path: Path) -> None:
    """Leave alone what is no database; whose a database is, is known when it is open."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except FileNotFoundError:
        return
    if start not in (b"", MAGIC):
        raise Unusable(_foreign(path))


def _foreign(path: Path) -> str:
    return f"{path} is not a history of this server: move it away, or name another file"


def _run(db: sqlite3.Connection, statement: str, values: Sequence[object] = ()) -> list[Any]:
    """Carry a statement out to its end.

    The cursor is closed, not left to its reference count: a thread that looks at all objects of the process, as a
    search for leaks does, keeps it for a moment, and while it is open nothing can be committed.
    """
    with closing(db.execute(statement, values)) as cursor:
        return cursor.fetchall()


def _only(db: sqlite3.Connection, question: str) -> Any:
    """The one value that a question has."""
    return _run(db, question)[0][0]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
