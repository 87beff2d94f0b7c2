# Fine: the loops that shutdown waits for are told to end, or end by themselves, or others have them too.
import asyncio

from fastapi import FastAPI
from tasks import end_soon

app = FastAPI()
closing = asyncio.Event()


async def poll():
    while not closing.is_set():
        await asyncio.sleep(1)


async def poll_three_times():
    for _ in range(3):
        await asyncio.sleep(1)


async def poll_for_ever():
    while True:
        await asyncio.sleep(1)


@app.on_event("startup")
async def start():
    app.state.poller = asyncio.create_task(poll())
    app.state.short = asyncio.create_task(poll_three_times())
    app.state.given = asyncio.create_task(poll_for_ever())


@app.on_event("shutdown")
async def stop():
    closing.set()
    end_soon(app.state.given)
    await app.state.poller
    await app.state.short
    await app.state.given
