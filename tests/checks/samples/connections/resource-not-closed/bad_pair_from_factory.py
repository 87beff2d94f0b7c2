# The project's own function opens a stream and gives both of its ends to the caller, who closes neither.
import asyncio


async def dial(host):
    return await asyncio.wait_for(asyncio.open_connection(host, 7000), 5)


async def ask(host, question):
    reader, writer = await dial(host)  # expect: WSH401
    writer.write(question)
    answer = await reader.readline()
    print(answer)
