# A loop made because the thread had none, and installed in it: the thread keeps it for the next call.
import asyncio


def run(job):
    try:
        loop = asyncio.get_event_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    return loop.run_until_complete(job())
