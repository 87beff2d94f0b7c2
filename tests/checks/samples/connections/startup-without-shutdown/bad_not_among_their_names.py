# Leaks: the loop goes through the names of two tasks, and there are three.
import asyncio

from aiohttp import web


async def tick(app):
    while True:
        await asyncio.sleep(5)


async def start(app):
    app["ticker"] = asyncio.create_task(tick(app))
    app["sweeper"] = asyncio.create_task(tick(app))
    app["counter"] = asyncio.create_task(tick(app))  # expect: WSH409 medium


async def stop(app):
    for name in ("ticker", "sweeper"):
        app[name].cancel()
        await asyncio.wait([app[name]], timeout=5)


def make():
    app = web.Application()
    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    return app
