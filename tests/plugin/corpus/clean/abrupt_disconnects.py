# clean: peers that vanish in every rude way, and a server that copes
import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def test_abort_by_client():
    async with serve(echo, "127.0.0.1", 0) as server:
        ws = await connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        ws.transport.abort()
        await ws.wait_closed()


async def test_abort_by_server():
    async def slam(ws):
        ws.transport.abort()

    async with serve(slam, "127.0.0.1", 0) as server:
        ws = await connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(ConnectionClosed):
            await ws.recv()


async def test_refused():
    with pytest.raises(OSError):
        await connect("ws://127.0.0.1:9/", open_timeout=5)


async def test_not_a_websocket_server():
    async def rude(reader, writer):
        await reader.readline()
        writer.write(b"nonsense\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(rude, "127.0.0.1", 0) as server:
        with pytest.raises(Exception, match="HTTP"):
            await connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}")
