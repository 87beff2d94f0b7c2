# The event is the caller's, who sets it when the whole program ends.
import asyncio


async def poll(server, shutdown):
    while not shutdown.is_set():
        reply = asyncio.create_task(server.ask())
        ended = asyncio.create_task(shutdown.wait())
        done, _ = await asyncio.wait([reply, ended], return_when=asyncio.FIRST_COMPLETED)
        if reply in done:
            ended.cancel()
        else:
            reply.cancel()
