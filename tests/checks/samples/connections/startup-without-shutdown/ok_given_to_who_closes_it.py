# Fine: what the application carries is given to others, who may close it.
import asyncio

import aiohttp
from aiohttp import web
from endings import close_soon


async def open_clients(app):
    app["client"] = aiohttp.ClientSession()
    app["other"] = aiohttp.ClientSession()
    app["third"] = aiohttp.ClientSession()


async def close_clients(app):
    await close_soon(app["client"])
    async with app["other"]:
        await asyncio.sleep(1)


def third_of(request):
    return request.app["third"]


def make_app():
    app = web.Application()
    app.on_startup.append(open_clients)
    app.on_cleanup.append(close_clients)
    return app
