# Fine: what is waited for is cancelled first, also by a local name, and in a loop over the names.
import asyncio
import contextlib

from aiohttp import web

poller = None


async def poll():
    while True:
        await asyncio.sleep(1)


async def start(app):
    global poller
    poller = asyncio.create_task(poll())
    app["beat"] = asyncio.create_task(poll())
    app["sweep"] = asyncio.create_task(poll())


async def stop(app):
    poller.cancel()
    beat = app["beat"]
    beat.cancel()
    app["sweep"].cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await poller
        await beat
        await app["sweep"]


def make_app():
    app = web.Application()
    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    return app
