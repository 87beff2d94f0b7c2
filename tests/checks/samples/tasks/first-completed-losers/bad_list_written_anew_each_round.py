# Each round starts two tasks, and forgets the one that was slower.
import asyncio


async def relay(inbox, outbox):
    while True:
        waiting = [asyncio.create_task(inbox.get()), asyncio.create_task(outbox.get())]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium
        for task in done:
            print(task.result())
