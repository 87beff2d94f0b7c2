# `with` on a connection of sqlite3 commits, and leaves it open.
import sqlite3


def count(path, name):
    with sqlite3.connect(path) as connection:  # expect: WSH401
        connection.execute("update visits set n = n + 1 where name = ?", (name,))
