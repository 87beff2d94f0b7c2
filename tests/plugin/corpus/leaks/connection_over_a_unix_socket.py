# leak: connection | test_client_is_left | OPEN, unnamed -> | -> unnamed, of fixture `path` | born: client
# leak: socket | test_end_of_a_pair_is_left | one end of a pair, descriptor | born: pair
"""Ends without an address: a client on a Unix domain socket, and what ``socketpair()`` gives."""

import socket
import tempfile

import pytest
import pytest_asyncio
from websockets.asyncio.client import unix_connect
from websockets.asyncio.server import unix_serve

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def path():
    with tempfile.TemporaryDirectory() as folder:
        async with unix_serve(lambda ws: ws.wait_closed(), f"{folder}/s"):
            yield f"{folder}/s"


async def test_client_is_left(path):
    KEPT.append(await unix_connect(path))  # <- client


async def test_end_of_a_pair_is_left():
    KEPT.extend(pair := socket.socketpair())  # <- pair
    pair[1].close()
