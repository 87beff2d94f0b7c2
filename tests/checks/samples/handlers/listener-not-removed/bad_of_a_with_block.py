# The block of the context manager may fail, and the handler it was given stays: nobody else takes it back.
from contextlib import contextmanager

from pyee.asyncio import AsyncIOEventEmitter

BUS = AsyncIOEventEmitter()


@contextmanager
def listening(handler):
    BUS.on("news", handler)  # expect: WSH101
    yield
    BUS.remove_listener("news", handler)
