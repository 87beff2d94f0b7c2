# clean: a guard that forbids connections; the standard library drops the socket that it never got to use
import asyncio
import socket

import pytest


class Guarded(socket.socket):
    def connect(self, address):
        raise RuntimeError("no network in tests")


@pytest.fixture
def no_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", Guarded)


def test_forbidden(no_network):
    with pytest.raises(RuntimeError):
        socket.create_connection(("127.0.0.1", 9))


async def test_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(OSError):
            await asyncio.open_connection(*taken.getsockname())
