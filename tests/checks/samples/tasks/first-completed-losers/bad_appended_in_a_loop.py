# The first rule set to end lets the function return, and the others run on.
import asyncio


async def run_all(log, plans):
    running = []
    for plan in plans:
        task = asyncio.create_task(run_one(log, plan))
        running.append(task)

    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium


async def run_one(log, plan):
    while True:
        await log.put(await plan.next())
