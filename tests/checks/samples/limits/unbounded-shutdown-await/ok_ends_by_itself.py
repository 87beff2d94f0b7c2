# Fine: what is waited for has an end of its own.
import asyncio


class Upload:
    def __init__(self, parts, send):
        self._parts = parts
        self._send = send
        self._work = asyncio.create_task(self._run())

    async def _run(self):
        for part in self._parts:
            await self._send(part)

    async def close(self):
        await self._work
