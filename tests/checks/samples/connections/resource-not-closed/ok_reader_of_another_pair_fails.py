# What is read comes from elsewhere and before, or `finally` closes the writer.
import asyncio


async def greeting(host):
    reader, writer = await asyncio.open_connection(host, 25)
    try:
        return await reader.readline()
    finally:
        writer.close()
        await writer.wait_closed()


async def knock(host):
    _, writer = await asyncio.open_connection(host, 25)
    writer.write(b"QUIT\r\n")
    writer.close()
