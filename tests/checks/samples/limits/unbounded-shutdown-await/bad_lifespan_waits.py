# The application never gets past the end of its lifespan.
import asyncio
import contextlib


async def refresh():
    while True:
        await asyncio.sleep(10)
        print("refreshed")


@contextlib.asynccontextmanager
async def lifespan(app):
    refresher = asyncio.create_task(refresh())
    try:
        yield
    finally:
        with contextlib.suppress(asyncio.CancelledError):
            await refresher  # expect: WSH504 medium


@contextlib.asynccontextmanager
async def gathered(app):
    refresher = asyncio.create_task(refresh())
    yield
    await asyncio.gather(refresher, return_exceptions=True)  # expect: WSH504 medium
