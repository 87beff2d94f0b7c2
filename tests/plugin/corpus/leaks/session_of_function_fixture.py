# leak: session | fixture session (function) | socket 127.0.0.1: | timer
"""A session that a function's fixture never closes: what its pool has opened for the test is a part of that leak."""

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

KEPT = []


async def hello(request):
    return web.Response(text="hello")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    runner = web.ServerRunner(web.Server(hello))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="module")
async def session():
    KEPT.append(aiohttp.ClientSession())  # <- born
    return KEPT[-1]


@pytest_asyncio.fixture(loop_scope="module")
async def closed():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.asyncio(loop_scope="module")
async def test_left(session, url):
    async with session.get(url) as answer:
        assert await answer.text() == "hello"


@pytest.mark.asyncio(loop_scope="module")
async def test_closed(closed, url):
    async with closed.get(url) as answer:
        assert await answer.text() == "hello"
