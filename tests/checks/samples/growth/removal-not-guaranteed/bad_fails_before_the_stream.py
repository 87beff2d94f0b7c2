# The stream takes its queue out when it ends, but where reading the snapshot fails, no stream has begun.
import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()
LISTENERS = set()


@app.get("/events")
async def events(request: Request):
    queue = asyncio.Queue(maxsize=100)
    LISTENERS.add(queue)  # expect: WSH303 medium
    snapshot = await request.app.state.store.read()

    async def stream():
        try:
            yield snapshot
            while True:
                yield await queue.get()
        finally:
            LISTENERS.discard(queue)

    return StreamingResponse(stream())


class Hub:
    def __init__(self):
        self._members = {}

    def subscribe(self, member):
        self._members[member] = asyncio.Queue(maxsize=100)

    def unsubscribe(self, member):
        del self._members[member]

    async def listen(self, member):
        return await self._members[member].get()


HUB = Hub()


@app.get("/members/{member}")
async def follow(member: str, request: Request):
    HUB.subscribe(member)  # expect: WSH303 medium
    await request.app.state.store.note(member)

    async def stream():
        try:
            while True:
                yield await HUB.listen(member)
        finally:
            HUB.unsubscribe(member)

    return StreamingResponse(stream())
