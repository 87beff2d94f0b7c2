# clean: a session's object opens its database and its log when a test first asks, and closes both at the end
import sqlite3

import pytest


class Archive:
    database = log = None

    def __init__(self, folder):
        self.folder = folder

    def open(self):
        if self.database is None:
            self.database = sqlite3.connect(self.folder / "archive.db")
            self.log = open(self.folder / "archive.log", "w")
        return self.database

    def close(self):
        self.database.close()
        self.log.close()


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    yield archive
    archive.close()


def test_write(archive):
    archive.open().execute("create table said (text)")


def test_read(archive):
    assert archive.open().execute("select * from said").fetchall() == []
