# leak: socket | test_dials_and_forgets | of fixture `port` | task dial()
import asyncio

import pytest

TASKS = []


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@pytest.fixture
async def port():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def dial(port, connected):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)  # <- born
    connected.set()
    await reader.readline()
    writer.close()


async def test_dials_and_forgets(port):
    connected = asyncio.Event()
    TASKS.append(asyncio.create_task(dial(port, connected)))
    await connected.wait()
