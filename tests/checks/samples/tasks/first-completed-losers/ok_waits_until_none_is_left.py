# The loop waits again for those that are left, until there are none.
import asyncio


async def run_all(jobs, most):
    running = set()
    while len(jobs) > 0 or len(running) > 0:
        while len(jobs) > 0 and len(running) < most:
            task = asyncio.create_task(jobs.pop(0)())
            running.add(task)
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            print(task.result())
