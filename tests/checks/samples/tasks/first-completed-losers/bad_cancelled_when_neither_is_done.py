# A function of the project starts the tasks. The page that comes in time leaves the wait for its reader behind.
import asyncio

_running = set()


def start(coroutine):
    task = asyncio.create_task(coroutine)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


async def answer(page, reader, limit):
    made = start(page.make())
    here = start(reader.wait())
    await asyncio.wait([made, here], timeout=limit, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium
    if not here.done() and not made.done():
        here.cancel()
        made.cancel()
    return made.result() if made.done() else None
