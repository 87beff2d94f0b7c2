"""Handlers and listeners that are registered at import, for a while, or once."""

import logging
import logging.config

import pytest
from plugged import events, joined

pytestmark = pytest.mark.wshygiene(registries=["plugged:events", "plugged:joined", "plugged:handlers"])


@pytest.fixture
def handler():
    handler = logging.StreamHandler()
    logging.getLogger("app").addHandler(handler)
    yield handler
    logging.getLogger("app").removeHandler(handler)


@pytest.fixture(scope="module")
def listening():
    seen = []
    events.on("module", seen.append)
    yield seen
    events.remove_listener("module", seen.append)


def test_caplog(caplog):
    with caplog.at_level(logging.DEBUG, logger="app"):
        logging.getLogger("app").debug("seen")
    assert "seen" in caplog.text


def test_capsys(capsys):
    print("seen")


def test_log_to_captured_output(capsys, handler):
    logging.getLogger("app").warning("seen")


def test_basic_config():
    logging.basicConfig(level=logging.INFO, force=True)


def test_configured_logging():
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"out": {"class": "logging.StreamHandler"}},
            "loggers": {"configured": {"handlers": ["out"]}},
        }
    )


def test_handlers_registered_by_a_late_import():
    pass


def test_listener_of_a_wider_fixture(listening):
    events.emit("module", 1)
    assert listening == [1]


def test_once():
    seen = []
    events.once("message", lambda *args: seen.append(args))
    events.emit("message", 1)
    assert seen == [(1,)]


def test_connected_for_a_while():
    def receive(sender):
        pass

    with joined.connected_to(receive):
        joined.send(1)


def test_weak_receiver():
    def receive(sender):
        pass

    joined.connect(receive)
