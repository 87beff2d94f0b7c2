# leak: socket | test_asks | parts | timer _weakref_handle() | `await socket_of_an_aiohttp_connector.KEPT[0].close()`
"""A connector that outlives its session: its idle connection and the timer that is to close that are one leak."""

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = []


async def answer(request):
    return web.Response(text="pong")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    application = web.Application()
    application.router.add_get("/", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def ask(url, connector):
    async with aiohttp.ClientSession(connector=connector, connector_owner=False) as session:
        async with session.get(url) as response:  # <- born
            assert await response.text() == "pong"


async def test_asks(url):
    KEPT.append(aiohttp.TCPConnector())
    await ask(url, KEPT[0])


async def test_asks_and_closes(url):
    async with aiohttp.TCPConnector() as connector:
        await ask(url, connector)
