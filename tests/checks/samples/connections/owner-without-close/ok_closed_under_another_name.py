# Fine: the writer is kept under two names, and closed through the other one.
import asyncio


class Transport:
    async def connect(self, host):
        reader, writer = await asyncio.open_connection(host, 80)
        self._first_writer = self._writer = writer
        self._reader = reader

    async def read(self):
        return await self._reader.read()

    def close(self):
        self._writer.close()
