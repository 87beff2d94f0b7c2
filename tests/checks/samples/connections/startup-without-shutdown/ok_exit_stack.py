# The exit stack closes it after the `yield`.
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    async with AsyncExitStack() as stack:
        app.state.http = await stack.enter_async_context(aiohttp.ClientSession())
        yield


app = FastAPI(lifespan=lifespan)
