# Whoever asks for the events gets a queue, until the answer has ended.
import asyncio

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()
listening: list[asyncio.Queue] = []


@app.get("/events")
async def events():
    queue = asyncio.Queue(10)
    listening.append(queue)

    async def stream():
        try:
            while True:
                yield await queue.get()
        finally:
            listening.remove(queue)

    return StreamingResponse(stream())
