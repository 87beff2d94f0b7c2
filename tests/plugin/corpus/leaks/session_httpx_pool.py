# leak: session | test_status | AsyncClient
"""httpx: the client keeps its connection alive to a server of the fixture."""

import asyncio

import httpx
import pytest_asyncio


async def respond(reader, writer):
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    except asyncio.IncompleteReadError:
        writer.close()


@pytest_asyncio.fixture
async def url():
    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()  # from Python 3.12 on, waiting for it would wait for the client that is left open


async def test_status(url):
    client = httpx.AsyncClient()  # <- born
    for _ in range(2):
        assert (await client.get(url)).text == "ok"
