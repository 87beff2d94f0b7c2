# Another function ends both.
import asyncio
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI


async def poll(session):
    while True:
        await session.get("http://localhost/")
        await asyncio.sleep(5)


async def end(app):
    app.state.poller.cancel()
    await app.state.session.close()


@asynccontextmanager
async def lifespan(app):
    app.state.session = aiohttp.ClientSession()
    app.state.poller = asyncio.create_task(poll(app.state.session))
    yield
    await end(app)


app = FastAPI(lifespan=lifespan)
