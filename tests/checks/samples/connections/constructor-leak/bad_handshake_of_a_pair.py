# The peer may refuse the handshake: then nobody gets the stream that was opened for it, and nobody closes it.
import asyncio


async def dial(host):
    return await asyncio.open_connection(host, 7000)


async def _handshake(reader, writer):
    writer.write(b"hello")
    return await reader.readexactly(32)


async def join(host):
    reader, writer = await dial(host)  # expect: WSH404 medium
    secret = await _handshake(reader, writer)
    return secret, reader, writer
