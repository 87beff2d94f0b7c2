# What start-up puts into the application is closed by its clean-up.
import aiohttp
from aiohttp import web


async def open_session(app):
    app["http"] = aiohttp.ClientSession()


async def close_session(app):
    await app["http"].close()


def create_app():
    app = web.Application()
    app.on_startup.append(open_session)
    app.on_cleanup.append(close_session)
    return app
