# The session is closed while the task still uses it.
import asyncio
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI


async def poll(session):
    while True:
        await session.get("http://localhost/")
        await asyncio.sleep(5)


@asynccontextmanager
async def lifespan(app):
    session = aiohttp.ClientSession()
    app.state.poller = asyncio.create_task(poll(session))  # expect: WSH409 medium
    yield
    await session.close()


app = FastAPI(lifespan=lifespan)
