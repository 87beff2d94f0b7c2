# leak: descriptor | test_history | history.db
"""A database that is opened for one question and kept; a second one is closed."""

import sqlite3
from contextlib import closing

KEPT = []


def history(path):
    database = sqlite3.connect(path)  # <- born
    database.execute("create table said (text)")
    KEPT.append(database)
    return database


def test_history(tmp_path):
    assert history(tmp_path / "history.db").execute("select count(*) from said").fetchone() == (0,)


def test_closed(tmp_path):
    with closing(sqlite3.connect(tmp_path / "closed.db")) as database:
        database.execute("create table said (text)")
