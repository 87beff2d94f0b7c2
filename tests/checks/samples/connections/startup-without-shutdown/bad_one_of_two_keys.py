# Two keys of one application: only the session is closed on shutdown.
import asyncio

import aiohttp
from aiohttp import web

session = web.AppKey("session", aiohttp.ClientSession)
pump = web.AppKey("pump", asyncio.Task)


async def read_prices(app):
    while True:
        await app[session].get("https://example.org/prices")


async def start(app):
    app[session] = aiohttp.ClientSession()
    app[pump] = asyncio.create_task(read_prices(app))  # expect: WSH409 medium


async def stop(app):
    await app[session].close()


def make_app():
    app = web.Application()
    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    return app
