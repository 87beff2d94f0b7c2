# The loop prints that it was cancelled, and goes on.
import asyncio


async def pump(queue, ws):
    while True:
        try:
            item = await queue.get()
            await ws.send(item)
        except asyncio.CancelledError:  # expect: WSH207
            print("cancelled?")
        except Exception as error:
            print(error)


async def handler(ws, queue):
    task = asyncio.create_task(pump(queue, ws))
    try:
        async for message in ws:
            print(message)
    finally:
        task.cancel()
        await task
