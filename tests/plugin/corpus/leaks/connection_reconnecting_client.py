# leak: connection | test_survives_two_drops | Client.open
"""A reconnecting client closes the old connection only in one branch."""

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Client:
    def __init__(self, url):
        self.url, self.ws = url, None

    async def open(self):
        self.ws = await connect(self.url)  # <- born

    async def reconnect(self, polite):
        if polite:
            await self.ws.close()
        await self.open()


async def hold(ws):
    await ws.wait_closed()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    server = await serve(hold, "127.0.0.1", 0, close_timeout=0.1)
    yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_survives_two_drops(url):
    client = Client(url)
    await client.open()
    await client.reconnect(polite=True)
    await client.reconnect(polite=False)
    await client.ws.close()
