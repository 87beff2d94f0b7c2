# The cancellation ends the loop, and only then is suppressed.
import asyncio
from contextlib import suppress


async def drain(inbox):
    with suppress(asyncio.CancelledError):
        while True:
            print(await inbox.get())
