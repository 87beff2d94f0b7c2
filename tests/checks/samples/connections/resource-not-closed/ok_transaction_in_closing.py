# Fine: `closing` closes the connection, and `with` on it is there for the transaction.
import sqlite3
from contextlib import closing


def count(path, name):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update visits set n = n + 1 where name = ?", (name,))
