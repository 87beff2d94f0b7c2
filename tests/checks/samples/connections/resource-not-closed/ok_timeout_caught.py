# What takes too long is caught, and the way on closes the line.
import asyncio


async def ask(host, question):
    reader, writer = await asyncio.open_connection(host, 7)
    writer.write(question)
    try:
        answer = await asyncio.wait_for(reader.readline(), 5)
    except TimeoutError:
        answer = b""
    writer.close()
    return answer
