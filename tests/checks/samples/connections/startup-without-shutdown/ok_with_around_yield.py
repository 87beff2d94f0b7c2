# `async with` holds it for as long as the application runs.
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    async with aiohttp.ClientSession() as session:
        yield {"http": session}


app = FastAPI(lifespan=lifespan)
