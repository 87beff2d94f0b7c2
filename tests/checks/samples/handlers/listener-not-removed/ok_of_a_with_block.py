# However the block of the context manager ends, the handler is taken back; and a lifespan ends with the program.
from contextlib import asynccontextmanager, contextmanager

from fastapi import FastAPI
from pyee.asyncio import AsyncIOEventEmitter

BUS = AsyncIOEventEmitter()


@contextmanager
def listening(handler):
    BUS.on("news", handler)
    try:
        yield
    finally:
        BUS.remove_listener("news", handler)


@asynccontextmanager
async def lifespan(app):
    BUS.on("news", print)
    yield
    BUS.remove_listener("news", print)


app = FastAPI(lifespan=lifespan)
