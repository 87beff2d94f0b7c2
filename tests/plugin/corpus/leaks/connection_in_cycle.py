# run: discover
# leak: connection | test_feed_is_closed | is kept only by a reference cycle
"""A closed connection and its feed refer to each other; asked for with the kind `cycles`."""

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Feed:
    async def open(self, url):
        self.connection = await connect(url)  # <- born
        self.connection.feed = self


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    async with serve(lambda ws: ws.wait_closed(), "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"


async def test_feed_is_closed(url):
    feed = Feed()
    await feed.open(url)
    await feed.connection.close()
