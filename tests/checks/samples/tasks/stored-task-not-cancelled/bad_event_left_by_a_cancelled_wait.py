# Whoever cancels the poll leaves the task that waits for the event, and nothing sets that any more.
import asyncio


async def poll(server):
    over = asyncio.Event()
    while not over.is_set():
        reply = asyncio.create_task(server.ask())
        ended = asyncio.create_task(over.wait())  # expect: WSH202 medium
        done, _ = await asyncio.wait([reply, ended], return_when=asyncio.FIRST_COMPLETED)
        if reply in done:
            ended.cancel()
            if reply.result() is None:
                over.set()
        else:
            reply.cancel()
