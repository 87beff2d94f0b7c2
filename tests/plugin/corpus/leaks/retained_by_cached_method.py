# leak: retained | test_two_visitors | Board.greeting | count: 2
"""A cache on a method, which keeps each connection that it was asked about."""

import functools

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Board:
    @functools.lru_cache(None)  # noqa: B019
    def greeting(self, connection):
        return f"hello {connection.local_address[1]}"


BOARD = Board()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    async with serve(lambda ws: ws.wait_closed(), "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/board"


async def visit(url):
    async with connect(url) as connection:  # <- born
        return BOARD.greeting(connection)


async def test_two_visitors(url):
    assert await visit(url) != await visit(url)
