# A cancellation is no `Exception`.
import asyncio
from contextlib import suppress


async def drain(inbox):
    while True:
        with suppress(Exception):
            print(await inbox.get())
        await asyncio.sleep(1)
