# The stream that the project's own function opens is closed by the caller, or goes on to one who closes it.
import asyncio


async def dial(host):
    reader, writer = await asyncio.open_connection(host, 7000)
    return reader, writer


async def ask(host, question):
    reader, writer = await dial(host)
    try:
        writer.write(question)
        return await reader.readline()
    finally:
        writer.close()


async def dial_again(host):
    return await dial(host)


async def halves(host):
    reader, writer = await dial(host)
    return writer, reader
