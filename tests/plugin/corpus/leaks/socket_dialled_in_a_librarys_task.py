# run: strict
# leak: socket | fixture desk (module) | other side: socket | DESKS['trio'].aclose()` | born: trio
# leak: socket | fixture line (module) | other side: socket | DESKS['line'].close()` | born: line
"""The library dials in tasks of its own, and the server is a wider fixture's: it is the client that is left, still."""

import asyncio

import anyio
import pytest
import pytest_asyncio

DESKS = {}


@pytest.fixture(scope="module")
def anyio_backend():
    return "trio"


@pytest.fixture(scope="module")
async def port(anyio_backend):
    async def echo(stream):
        async with stream:
            async for chunk in stream:
                await stream.send(chunk)

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        async with anyio.create_task_group() as group:
            group.start_soon(listener.serve, echo)
            yield listener.extra(anyio.abc.SocketAttribute.local_port)
            group.cancel_scope.cancel()


@pytest.fixture(scope="module")
async def desk(port):
    DESKS["trio"] = await anyio.connect_tcp("127.0.0.1", port)  # <- trio
    return DESKS["trio"]


@pytest.mark.anyio
async def test_desk(desk):
    await desk.send(b"x")
    assert await desk.receive() == b"x"


async def echo_lines(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server():
    async with await asyncio.start_server(echo_lines, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(server):
    [(reader, DESKS["line"])] = await asyncio.gather(asyncio.wait_for(asyncio.open_connection(*server), 5))  # <- line
    return reader


@pytest.mark.asyncio(loop_scope="module")
async def test_line(line):
    DESKS["line"].write(b"y\n")
    assert await line.readline() == b"y\n"
