# `finally` closes it, also before the early return.
import asyncio


async def greet(host):
    reader, writer = await asyncio.open_connection(host, 9000)
    try:
        line = await reader.readline()
        if not line:
            return None
        return line.decode()
    finally:
        writer.close()
        await writer.wait_closed()
