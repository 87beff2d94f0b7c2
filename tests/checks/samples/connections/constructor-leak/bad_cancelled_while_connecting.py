# Leaks: whoever waits for it may give up, and `except Exception` is not asked about a cancellation.
import asyncio

from carrier import Pipe


async def dial(address, tunnel=None):
    if tunnel is None:
        pipe = await Pipe.plain(address)
    else:
        pipe = await Pipe.through(tunnel, address)  # expect: WSH404 medium
    try:
        await pipe.wait_established()
    except Exception:
        pipe.abort()
        raise
    return pipe


async def first_answer(address):
    link = Pipe(address)  # expect: WSH404 medium
    try:
        reading = asyncio.ensure_future(link.read())
        await reading
    except (OSError, Exception):
        await link.close()
        raise
    return link
