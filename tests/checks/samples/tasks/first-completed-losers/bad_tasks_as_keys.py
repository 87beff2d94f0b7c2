# The tasks are the keys of a dictionary that is made anew each round.
import asyncio


async def relay(inbox, outbox):
    while True:
        waiting = {asyncio.create_task(inbox.get()): "in", asyncio.create_task(outbox.get()): "out"}
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium
        print(waiting[done.pop()])
