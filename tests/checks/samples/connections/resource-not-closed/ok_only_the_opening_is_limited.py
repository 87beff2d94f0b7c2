# Nothing is open yet when the limit is reached.
import asyncio


async def ask(host, question):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, 7), 5)
    writer.write(question)
    answer = await reader.readline()
    writer.close()
    return answer
