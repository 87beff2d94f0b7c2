# Not sure: the list holds the tasks while the function waits until each has said that it is done.
import asyncio


async def work(number, results):
    while True:
        step = await number.step()
        await results.put(step)
        if step is None:
            break


async def collected(numbers):
    results = asyncio.Queue()
    tasks = [asyncio.create_task(work(number, results)) for number in numbers]  # expect: WSH201 info
    left = len(tasks)
    while left:
        step = await results.get()
        if step is None:
            left -= 1
            continue
        yield step
