# Fine: what `wait_for` returned is closed, and so is the local one.
import asyncio


class Probe:
    async def start(self, host):
        self._reader, self._writer = await asyncio.wait_for(asyncio.open_connection(host, 80), 5)

    async def run(self):
        return await self._reader.read()

    async def close(self):
        self._writer.close()


async def ask(host):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, 80), 5)
    try:
        return await reader.read()
    finally:
        writer.close()
