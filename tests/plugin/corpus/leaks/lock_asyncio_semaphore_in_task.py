# leak: lock | test_slots | Semaphore
"""A slot that is taken in a task and handed to nobody."""

import asyncio

SLOTS = asyncio.Semaphore(3)


async def download(name):
    await SLOTS.acquire()  # <- born
    if name == "missing":
        return None
    SLOTS.release()
    return name


async def test_slots():
    assert await asyncio.gather(download("a"), download("missing")) == ["a", None]
