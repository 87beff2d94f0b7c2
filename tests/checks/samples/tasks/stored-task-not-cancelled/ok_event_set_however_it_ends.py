# However the poll ends, it sets the event that the task waits for.
import asyncio


async def poll(server):
    over = asyncio.Event()
    try:
        while not over.is_set():
            reply = asyncio.create_task(server.ask())
            ended = asyncio.create_task(over.wait())
            done, _ = await asyncio.wait([reply, ended], return_when=asyncio.FIRST_COMPLETED)
            if reply in done:
                ended.cancel()
            else:
                reply.cancel()
    finally:
        over.set()
