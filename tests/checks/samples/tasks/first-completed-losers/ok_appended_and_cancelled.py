# Whoever loses is cancelled, through the list.
import asyncio


async def run_all(log, plans):
    running = []
    for plan in plans:
        running.append(asyncio.create_task(run_one(log, plan)))

    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()


async def run_one(log, plan):
    while True:
        await log.put(await plan.next())
