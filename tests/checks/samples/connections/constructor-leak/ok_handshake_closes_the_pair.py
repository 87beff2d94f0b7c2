# A handshake that fails closes the stream before the error goes on; a callback named for connecting is no step.
import asyncio


async def dial(host):
    return await asyncio.open_connection(host, 7000)


async def _handshake(reader, writer):
    writer.write(b"hello")
    return await reader.readexactly(32)


async def join(host):
    reader, writer = await dial(host)
    try:
        secret = await _handshake(reader, writer)
    except BaseException:
        writer.close()
        raise
    return secret, reader, writer


async def meet(host, on_connect):
    reader, writer = await dial(host)
    on_connect(writer)
    return reader, writer
