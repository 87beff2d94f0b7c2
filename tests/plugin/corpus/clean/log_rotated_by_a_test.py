# clean: a log of the session is rotated while a test runs: the new file stands for the old one
"""Rotation closes one file and opens another, before or after, under the same number or the next."""

import logging.handlers

import pytest


class Eager(logging.handlers.RotatingFileHandler):
    """Opens the next file before it closes the last one."""

    def doRollover(self):  # noqa: N802
        last, self.stream = self.stream, None
        self.rotate(self.baseFilename, f"{self.baseFilename}.1")
        self.stream = self._open()
        last.close()


@pytest.fixture(scope="module", params=[logging.handlers.RotatingFileHandler, Eager])
def log(request, tmp_path_factory):
    handler = request.param(tmp_path_factory.mktemp("logs") / "server.log", backupCount=1)
    yield handler
    handler.close()


def test_rotates(log):
    log.emit(logging.makeLogRecord({"msg": "before"}))
    log.doRollover()
    log.emit(logging.makeLogRecord({"msg": "after"}))
