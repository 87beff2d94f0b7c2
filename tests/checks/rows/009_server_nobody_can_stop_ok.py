# The repair: who has started the server forgets it no longer.
import asyncio
from concurrent.futures import ThreadPoolExecutor

from websockets.asyncio.server import serve


async def run_gateway(handler, port, stopped: asyncio.Event):
    server = await serve(handler, "127.0.0.1", port)
    try:
        await stopped.wait()
    finally:
        server.close()
        await server.wait_closed()


async def work(job):
    with ThreadPoolExecutor(4) as pool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, job)
