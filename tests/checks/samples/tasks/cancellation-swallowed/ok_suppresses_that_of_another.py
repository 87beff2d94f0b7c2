# The task that is awaited was cancelled here, and its error is the one that is expected.
import asyncio
from contextlib import suppress


async def turn(inbox, make):
    while True:
        task = asyncio.create_task(make())
        await inbox.get()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
