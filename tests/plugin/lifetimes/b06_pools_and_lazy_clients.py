"""Connection pools and lazy clients of wider fixtures, which open in the time of a test."""

import asyncio
import contextlib
import functools
import http.server
import threading

import aiohttp
import httpx
import pytest
from aiohttp import web
from chat import echo, greet, url
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def hello(request):
    return web.Response(text="hello")


@pytest.fixture(scope="session")
async def site():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest.fixture(scope="session")
async def aiohttp_session():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="module")
async def httpx_client():
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture(scope="session")
def plain_site():
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def plain_client():
    with httpx.Client() as client:
        yield client


@pytest.fixture(scope="session")
async def server():
    async with serve(echo, "127.0.0.1", 0) as server:
        yield server


class Lazy:
    """Connects on first use; whoever made it closes it."""

    def __init__(self, url):
        self.url, self.ws, self.task = url, None, None
        self.stack = contextlib.AsyncExitStack()

    async def talk(self):
        if self.ws is None:
            self.ws = await connect(self.url)
            self.task = asyncio.create_task(asyncio.sleep(3600))
            self.spare = await self.stack.enter_async_context(connect(self.url))
        await greet(self.ws)

    @functools.cached_property
    def session(self):
        return aiohttp.ClientSession()

    async def close(self):
        self.task.cancel()
        await self.ws.close()
        await self.session.close()
        await self.stack.aclose()


class App:
    def __init__(self, url):
        self.feed = Lazy(url)


@pytest.fixture(scope="session")
async def lazy(server):
    app = App(url(server))
    yield app
    await app.feed.close()


@pytest.mark.parametrize("turn", [1, 2])
async def test_aiohttp_pool(site, aiohttp_session, turn):
    async with aiohttp_session.get(site) as response:
        assert await response.text() == "hello"


@pytest.mark.parametrize("turn", [1, 2])
async def test_httpx_pool(site, httpx_client, turn):
    assert (await httpx_client.get(site)).text == "hello"


@pytest.mark.parametrize("turn", [1, 2])
def test_blocking_pool(plain_site, plain_client, turn):
    assert plain_client.get(plain_site).status_code == 204


@pytest.mark.parametrize("turn", [1, 2])
async def test_lazy_client(lazy, site, turn):
    await lazy.feed.talk()
    async with lazy.feed.session.get(site) as response:
        assert response.status == 200
