# Fine: the request only keeps its task from being collected, and the task ends by itself.
import asyncio


async def answer(request, body):
    request.saving = asyncio.create_task(_save(body))
    return "accepted"


async def _save(body):
    await asyncio.sleep(0.1)
    await body.write()
