# leak: socket | test_writer_goes_out_of_scope | never closed | release   `writer.close()` | born: dial
# leak: socket | test_half_closed | born: half
# leak: socket | test_given_up | born: waiting
import asyncio

import pytest


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


async def dial(port):
    return await asyncio.open_connection("127.0.0.1", port)  # <- dial


@pytest.fixture
async def port():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def test_writer_goes_out_of_scope(port):
    reader, writer = await dial(port)
    writer.write(b"a\n")
    assert await reader.readline() == b"a\n"


async def test_half_closed(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)  # <- half
    writer.write_eof()
    assert await reader.read() == b""


async def test_given_up(port):
    async def wait():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)  # <- waiting
        return await reader.readline(), writer

    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(wait(), 0.05)


async def test_closed(port):
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    await writer.wait_closed()


async def test_aborted(port):
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.transport.abort()
