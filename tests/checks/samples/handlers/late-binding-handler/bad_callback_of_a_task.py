# Whichever task ends, the last name is taken out.
import asyncio


async def run(jobs, running):
    for name, job in jobs.items():
        running[name] = asyncio.create_task(job())
        running[name].add_done_callback(lambda task: running.pop(name))  # expect: WSH111
    await asyncio.gather(*running.values())
