# clean: TLS connections, whose shutdown takes several turns of the loop
import asyncio
import ssl

import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


def anonymous(side):
    context = ssl.SSLContext(side)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


async def echo(ws):
    async for message in ws:
        await ws.send(message)


@pytest_asyncio.fixture
async def port():
    async with serve(echo, "127.0.0.1", 0, ssl=anonymous(ssl.PROTOCOL_TLS_SERVER)) as server:
        yield server.sockets[0].getsockname()[1]


async def test_websocket(port):
    async with connect(f"wss://127.0.0.1:{port}", ssl=anonymous(ssl.PROTOCOL_TLS_CLIENT)) as ws:
        await ws.send("x")
        assert await ws.recv() == "x"


async def test_stream_closed_without_waiting(port):
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=anonymous(ssl.PROTOCOL_TLS_CLIENT))
    writer.close()
