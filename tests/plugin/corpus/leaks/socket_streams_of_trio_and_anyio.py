# leak: socket | test_trio_stream_dropped | release   `await stream.aclose()`, or `async with stream` | born: dropped
# leak: socket | test_trio_stream_kept | .KEPT[0].aclose()`, or `async with stream` | born: kept
# leak: socket | test_trio_socket_kept | .KEPT[1].close()`, or `with` around its use | born: plain
# leak: socket | test_anyio_stream_kept | .KEPT[2].aclose()`, or `async with stream` | born: anyio
"""Whoever has a stream cannot close its socket: the advice is to close the stream."""

import socket

import anyio
import pytest
import trio

KEPT = []


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_trio_stream_dropped(port):
    trio.run(trio.open_tcp_stream, "127.0.0.1", port)  # <- dropped


def test_trio_stream_kept(port):
    KEPT.append(trio.run(trio.open_tcp_stream, "127.0.0.1", port))  # <- kept


def test_trio_socket_kept():
    async def make():
        KEPT.append(trio.socket.socket())  # <- plain

    trio.run(make)


def test_anyio_stream_kept(port):
    async def dial():
        KEPT.append(await anyio.connect_tcp("127.0.0.1", port))  # <- anyio

    anyio.run(dial)
