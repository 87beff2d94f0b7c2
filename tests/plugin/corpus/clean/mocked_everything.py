# clean: sockets, loops, servers and sessions that are only mocks
import socket
from unittest import mock

import aiohttp
import engineio
import pytest


@pytest.fixture
def server():
    return mock.MagicMock(spec_set=["close", "sockets"], sockets=[mock.MagicMock(spec=socket.socket)])


def test_server(server):
    server.close()
    server.close.assert_called_once_with()


async def test_engineio_client():
    client = engineio.AsyncClient()
    client.http = mock.MagicMock(closed=False)
    client.http.ws_connect = mock.AsyncMock()
    opening = {"sid": "1", "upgrades": [], "pingInterval": 25000, "pingTimeout": 20000}
    client.http.ws_connect.return_value.receive = mock.AsyncMock(
        return_value=mock.Mock(data=engineio.packet.Packet(engineio.packet.OPEN, opening).encode())
    )
    client.start_background_task = mock.Mock(side_effect=lambda function: function)
    await client.connect("ws://nowhere", transports=["websocket"])
    assert client.state == "connected"


async def test_session():
    with mock.patch.object(aiohttp, "ClientSession") as session:
        session.return_value.get = mock.AsyncMock(return_value="page")
        assert await aiohttp.ClientSession().get("/") == "page"


def test_socket_class():
    with mock.patch("socket.socket") as fake:
        socket.socket().connect(("nowhere", 1))
    fake.return_value.connect.assert_called_once()


async def test_sleep():
    with mock.patch("asyncio.sleep", mock.AsyncMock()) as sleep:
        import asyncio

        await asyncio.sleep(100)
    sleep.assert_awaited_once_with(100)


@mock.patch("threading.Thread")
def test_thread(thread):
    import threading

    threading.Thread(target=print).start()
    thread.return_value.start.assert_called_once_with()


@mock.patch("time.monotonic", return_value=5.0)
async def test_clock(clock):
    import time

    assert time.monotonic() == 5.0
