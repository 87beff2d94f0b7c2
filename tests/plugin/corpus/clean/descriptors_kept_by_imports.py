# clean: modules that are imported by a test for the first time, and what they open once and for all
import sys


def test_multiprocessing_semaphores():
    import multiprocessing

    with multiprocessing.get_context("spawn").Lock():
        pass


def test_random():
    import secrets

    assert secrets.token_bytes(4)


def test_sqlite(tmp_path):
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(tmp_path / "db")) as db:
        db.execute("create table t (x)")


def test_zoneinfo_and_locale():
    import locale
    import zoneinfo

    assert locale.getlocale() is not None
    assert zoneinfo.available_timezones() is not None


def test_ssl():
    import ssl

    assert ssl.create_default_context()


def test_imported():
    assert "ssl" in sys.modules
