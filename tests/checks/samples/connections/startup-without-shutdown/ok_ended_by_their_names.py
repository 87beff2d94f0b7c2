# Fine: the names of the tasks that the application keeps are written out in the loop that cancels them.
import asyncio

from aiohttp import web


async def tick(app):
    while True:
        await asyncio.sleep(5)


async def start(app):
    app["ticker"] = asyncio.create_task(tick(app))
    app["sweeper"] = asyncio.create_task(tick(app))


async def stop(app):
    for name in ("ticker", "sweeper"):
        app[name].cancel()
        await asyncio.wait([app[name]], timeout=5)


def make():
    app = web.Application()
    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    return app
