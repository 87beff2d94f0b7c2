# What is still waiting at the end of a round is cancelled.
import asyncio


async def relay(inbox, outbox):
    while True:
        waiting = [asyncio.create_task(inbox.get()), asyncio.create_task(outbox.get())]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        print([task.result() for task in done])
