# Each way out closes what is not handed over.
import asyncio


async def handshake(host):
    reader, writer = await asyncio.open_connection(host, 7687)
    answer = await reader.read(4)
    if not answer:
        writer.close()
        raise ConnectionError("no answer")
    if answer == b"HTTP":
        writer.close()
        raise ConnectionError("a web server")
    return reader, writer
