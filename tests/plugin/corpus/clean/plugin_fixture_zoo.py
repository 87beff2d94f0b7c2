# clean: pytest's own fixtures in every scope, dynamic ones, and fixtures that override each other
import asyncio
import logging
import socket

import pytest


@pytest.fixture(scope="session")
def port_file(tmp_path_factory):
    return tmp_path_factory.mktemp("ports") / "port"


@pytest.fixture(scope="class")
def shared(request):
    sock = socket.socket()
    request.addfinalizer(sock.close)
    request.cls.sock = sock
    return sock


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


class TestShared:
    @pytest.fixture
    def listener(self, listener):
        return listener.getsockname()

    def test_first(self, shared):
        assert self.sock is shared

    def test_second(self, shared, listener):
        with socket.create_connection(listener):
            pass


@pytest.mark.parametrize("name", ["listener", "port_file"])
def test_dynamic(request, name):
    assert request.getfixturevalue(name) is not None


def test_monkeypatched_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(asyncio, "sleep", None)


def test_level(caplog):
    caplog.set_level(logging.DEBUG, logger="quiet")
    logging.getLogger("quiet").debug("x")


def test_cache(pytestconfig):
    assert pytestconfig.rootpath.exists()
