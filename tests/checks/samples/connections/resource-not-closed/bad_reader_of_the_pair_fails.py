# The reader that came with the writer fails when the peer goes, and the writer is closed only behind that.
import asyncio


async def greeting(host):
    reader, writer = await asyncio.open_connection(host, 25)  # expect: WSH401 medium
    line = await reader.readline()
    writer.close()
    return line
