# leak: server | test_health | run_health_endpoint
"""A helper starts a server for the test, closes the client, and forgets the server."""

import asyncio


async def answer(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def run_health_endpoint():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)  # <- born
    return server.sockets[0].getsockname()


async def test_health():
    reader, writer = await asyncio.open_connection(*await run_health_endpoint())
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert b"204" in await reader.read()
    writer.close()
    await writer.wait_closed()
