# Who has started the server forgets it.
import asyncio
from concurrent.futures import ThreadPoolExecutor

from websockets.asyncio.server import serve


async def start_gateway(handler, port):
    server = await serve(handler, "127.0.0.1", port)  # expect: WSH408
    print("listening on", port)


async def work(job):
    pool = ThreadPoolExecutor(4)  # expect: WSH408
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, job)
