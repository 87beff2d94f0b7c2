# The loop waits for the same tasks again and again, until all are done.
import asyncio


async def relay(inbox, outbox):
    waiting = [asyncio.create_task(inbox.get()), asyncio.create_task(outbox.get())]
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        print([task.result() for task in done])
