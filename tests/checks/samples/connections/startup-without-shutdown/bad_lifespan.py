# The lifespan opens a session before the `yield`, and nothing after it closes the session.
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    app.state.http = aiohttp.ClientSession()  # expect: WSH409
    yield


app = FastAPI(lifespan=lifespan)
