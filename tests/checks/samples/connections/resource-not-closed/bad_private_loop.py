# Each call makes an event loop of its own, with a selector and a socket pair, and closes none.
import asyncio


def fetch(job):
    loop = asyncio.new_event_loop()  # expect: WSH401
    asyncio.set_event_loop(loop)
    return loop.run_until_complete(job())
