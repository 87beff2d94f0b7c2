# The task is over long before the application ends.
import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI


async def warm_up(app):
    app.state.texts = await asyncio.to_thread(open, "texts")


@asynccontextmanager
async def lifespan(app):
    app.state.warming = asyncio.create_task(warm_up(app))
    yield


app = FastAPI(lifespan=lifespan)
