# What the handler catches is that nothing was opened.
import asyncio


async def dial(host):
    try:
        reader, writer = await asyncio.open_connection(host, 9000)
    except OSError as error:
        raise LookupError(host) from error
    return reader, writer
