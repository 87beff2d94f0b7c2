# Leaks: shutdown waits for two loops that never end, one kept by the module and one by the application.
import asyncio

from aiohttp import web

poller = None


async def poll():
    while True:
        await asyncio.sleep(1)


async def start(app):
    global poller
    poller = asyncio.create_task(poll())
    app["beat"] = asyncio.create_task(poll())


async def stop(app):
    await poller  # expect: WSH504 medium
    await asyncio.gather(app["beat"])  # expect: WSH504 medium


def make_app():
    app = web.Application()
    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    return app
