# The caller closes the link when connecting it fails.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5672)
        await self._reader.readexactly(8)

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


async def dial(host):
    link = Link(host)
    try:
        await link.connect()
    except BaseException:
        await link.close()
        raise
    return link
