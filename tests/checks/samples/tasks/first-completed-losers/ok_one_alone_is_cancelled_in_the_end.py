# Fine: it is the only one, so there is none that loses.
import asyncio


async def within(work, limit):
    one = asyncio.create_task(work())
    tasks = [one]
    done, _ = await asyncio.wait(tasks, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    if not done:
        one.cancel()
        raise TimeoutError
    return one.result()
