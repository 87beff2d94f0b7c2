# leak: server | fixture broker (module) | listening on
"""A fixture that returns instead of yielding; each test closes its own client."""

import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def broker_session(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def broker():
    return await asyncio.start_server(broker_session, "127.0.0.1", 0)  # <- born


@pytest.mark.parametrize("word", [b"a\n", b"b\n"])
async def test_round_trip(broker, word):
    reader, writer = await asyncio.open_connection(*broker.sockets[0].getsockname())
    writer.write(word)
    assert await reader.readline() == word
    writer.close()
    await writer.wait_closed()
