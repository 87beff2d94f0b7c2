# The name belongs to the function around both: what one of them starts, the other one cancels.
import asyncio


def lifespan(poll):
    task = None

    async def keep_polling():
        while True:
            await poll()
            await asyncio.sleep(5)

    async def on_startup():
        nonlocal task
        task = asyncio.create_task(keep_polling())

    async def on_shutdown():
        task.cancel()

    return on_startup, on_shutdown
