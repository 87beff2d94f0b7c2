# The dictionary has the task as a key until it is done.
import asyncio

running = {}


def track(kind, coroutine):
    task = asyncio.create_task(coroutine)
    running[task] = kind

    def done(completed):
        running.pop(completed, None)

    task.add_done_callback(done)
    return task


async def work(name):
    await asyncio.sleep(1)
    print(name)


async def on_message(name):
    track("work", work(name))
