# Nothing is open yet when the limit is reached.
import asyncio


async def ask(host, question):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, 7), 5)
    try:
        writer.write(question)
        return await reader.readline()
    finally:
        writer.close()
