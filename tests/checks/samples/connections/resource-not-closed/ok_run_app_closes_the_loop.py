# Fine: `run_app` closes the loop that it is given.
import asyncio
import signal

from aiohttp import web


def serve(app, leave):
    loop = asyncio.new_event_loop()
    loop.add_signal_handler(signal.SIGTERM, leave)
    web.run_app(app, loop=loop)
