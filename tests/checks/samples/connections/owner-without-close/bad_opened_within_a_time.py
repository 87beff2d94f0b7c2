# Leaks: `wait_for` returns the connection, which nothing closes.
import asyncio


class Probe:
    async def start(self, host):
        self._reader, self._writer = await asyncio.wait_for(
            asyncio.open_connection(host, 80),  # expect: WSH402 medium
            timeout=5,
        )

    async def run(self):
        return await self._reader.read()
