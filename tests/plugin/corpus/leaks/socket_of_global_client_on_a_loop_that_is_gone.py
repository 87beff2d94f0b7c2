# leak: socket | test_first
"""An asynchronous client of the module keeps its connection, but each test has a loop of its own."""

import asyncio

import httpx

HTTP = httpx.AsyncClient()


async def answer(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    await reader.read()
    writer.close()


async def test_first():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    await HTTP.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")  # <- born
    server.close()  # not `async with`: since Python 3.12 its end waits for the client, that is for ever
