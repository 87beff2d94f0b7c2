# The early return leaves the writer open; the long path closes it.
import asyncio


async def greet(host, token):
    reader, writer = await asyncio.open_connection(host, 9000)  # expect: WSH401
    writer.write(token)
    line = await reader.readline()
    if not line:
        return None
    answer = line.decode()
    writer.close()
    return answer
