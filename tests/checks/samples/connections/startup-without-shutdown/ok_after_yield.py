# What is opened before the `yield` is closed after it.
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    app.state.http = aiohttp.ClientSession()
    try:
        yield
    finally:
        await app.state.http.close()


app = FastAPI(lifespan=lifespan)
