# Fine: the server comes back to its lifespan when it ends; nothing is raised there but at the end of the program.
import asyncio
import contextlib

from fastapi import FastAPI


async def sweep():
    while True:
        await asyncio.sleep(60)


@contextlib.asynccontextmanager
async def lifespan(app):
    sweeping = asyncio.create_task(sweep())
    yield
    sweeping.cancel()


app = FastAPI(lifespan=lifespan)
