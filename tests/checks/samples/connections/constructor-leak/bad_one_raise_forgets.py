# One bad answer closes the writer before it raises; the other forgets it.
import asyncio


async def handshake(host):
    reader, writer = await asyncio.open_connection(host, 7687)  # expect: WSH404
    writer.write(b"HELLO")
    answer = await reader.read(4)
    if not answer:
        raise ConnectionError("no answer")
    if answer == b"HTTP":
        writer.close()
        raise ConnectionError("a web server")
    return reader, writer
