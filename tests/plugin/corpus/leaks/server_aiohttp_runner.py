# leak: server | test_site | listening on
"""aiohttp's runner is set up, its site started, and `cleanup()` forgotten."""

import aiohttp
from aiohttp import web


async def hello(request):
    return web.Response(text="hello")


async def test_site():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()  # <- born
    async with aiohttp.ClientSession() as session, session.get(url(site)) as r:
        assert await r.text() == "hello"


def url(site):
    return f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/"
