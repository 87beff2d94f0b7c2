# Fine: `ensure_future` gives back the task that it is given, which the caller gets.
import asyncio


def start(plugin):
    if asyncio.iscoroutinefunction(plugin):
        task = asyncio.create_task(plugin())
    else:
        task = asyncio.create_task(plugin)
    asyncio.ensure_future(task).add_done_callback(print)
    return task
