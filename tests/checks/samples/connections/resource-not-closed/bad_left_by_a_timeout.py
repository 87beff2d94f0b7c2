# When the answer takes too long, the error skips the closing.
import asyncio


async def ask(host, question):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, 7), 5)  # expect: WSH401 medium
    writer.write(question)
    answer = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    return answer
