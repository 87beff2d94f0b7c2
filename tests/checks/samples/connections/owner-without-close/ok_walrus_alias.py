# Closed through a walrus alias.
import asyncio


class Feed:
    _writer = None

    async def open(self, host):
        reader, self._writer = await asyncio.open_connection(host, 9000)
        return reader

    async def close(self):
        if (writer := self._writer) is not None:
            writer.close()
