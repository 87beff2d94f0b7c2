# Nothing can fail between adding the queue and giving the stream away, or a failure there takes it out again.
import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()
LISTENERS = set()


@app.get("/events")
async def events(request: Request):
    snapshot = await request.app.state.store.read()
    queue = asyncio.Queue(maxsize=100)
    LISTENERS.add(queue)

    async def stream():
        try:
            yield snapshot
            while True:
                yield await queue.get()
        finally:
            LISTENERS.discard(queue)

    return StreamingResponse(stream())


@app.get("/changes")
async def changes(request: Request):
    queue = asyncio.Queue(maxsize=100)
    LISTENERS.add(queue)
    try:
        snapshot = await request.app.state.store.read()
    except BaseException:
        LISTENERS.discard(queue)
        raise

    async def stream():
        try:
            yield snapshot
            while True:
                yield await queue.get()
        finally:
            LISTENERS.discard(queue)

    return StreamingResponse(stream())
