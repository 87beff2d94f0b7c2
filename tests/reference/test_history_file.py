"""The file of a history: bounded, brought on from older formats, and never one of somebody else's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from wshygiene_reference.operation.records import Closed, Raised, Row
from wshygiene_reference.operation.store import MIGRATIONS, Retention, Store, Unusable

from .history_file import KEPT, damage, figure, held, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def test_what_is_written_is_there_when_the_file_is_opened_again(path: Path) -> None:
    rows: list[Row] = [figure(1, memory=5, growth_mb_h=0.5), Closed(1, 1000, 3), Raised(2, "memory", "much"), figure(2)]
    with opened(path) as store:
        store.write(rows, now=2)
    with opened(path) as store:
        assert store.latest(5) == [figure(2), figure(1, memory=5, growth_mb_h=0.5)]
        assert store.alerts(0, 5) == [Raised(2, "memory", "much")]
        assert store.closed(0, 5) == {1000: 3}
    assert sorted(each.name for each in path.parent.iterdir()) == ["history.db"]


def test_a_cursor_that_somebody_else_sees_stops_no_writing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search of all objects, in another thread, keeps the cursor that it meets for a moment: here, each for good."""
    seen: list[sqlite3.Cursor] = []

    class Watched(sqlite3.Connection):
        def execute(self, *args: Any) -> sqlite3.Cursor:
            seen.append(super().execute(*args))
            return seen[-1]

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Watched))
    with opened(path) as store:
        store.write([figure()], 0.0)
        assert [each.at for each in store.latest(2)] == [0.0]
    assert seen
    assert held(path) == 1


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


def test_a_history_that_is_broken_is_put_aside(path: Path) -> None:
    with opened(path) as store:
        store.write([figure(at) for at in range(50)], now=0)
    damage(path)
    broken = path.read_bytes()
    with opened(path) as store:
        store.write([figure(99)], now=99)
        assert store.latest(9) == [figure(99)]
    assert path.with_name("history.db.broken").read_bytes() == broken
