# Whoever asks for the events gets a queue, which everybody goes on filling when the answer has ended.
import asyncio

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()
listening: list[asyncio.Queue] = []


@app.get("/events")
async def events():
    queue = asyncio.Queue(10)
    listening.append(queue)  # expect: WSH306

    async def stream():
        while True:
            yield await queue.get()

    return StreamingResponse(stream())
