# clean: the pool of a module's session keeps connections that tests have opened
import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def hello(request):
    return web.Response(text="hello")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http():
    app = web.Application()
    app.router.add_get("/", hello)
    async with TestServer(app) as server, aiohttp.ClientSession(server.make_url("/")) as session:
        yield session


@pytest.mark.parametrize("times", [1, 3])
async def test_gets(http, times):
    for _ in range(times):
        async with http.get("/") as response:
            assert await response.text() == "hello"
