# Fine: each of these is cancelled, asked to end, or ends with what it reads.
import asyncio
import contextlib


async def refresh(stopping):
    while not stopping.is_set():
        await asyncio.sleep(10)


async def relay(stream):
    async for message in stream:
        print(message)


async def beat():
    while True:
        await asyncio.sleep(10)


@contextlib.asynccontextmanager
async def lifespan(app):
    stopping = asyncio.Event()
    refresher = asyncio.create_task(refresh(stopping))
    relaying = asyncio.create_task(relay(app.stream))
    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        stopping.set()
        await app.stream.aclose()
        await asyncio.gather(beating, refresher, relaying, return_exceptions=True)


async def run():
    beating = asyncio.create_task(beat())
    await beating  # this is what it is for


@contextlib.asynccontextmanager
async def limited(app):
    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(beating, 5)
