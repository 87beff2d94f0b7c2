# Fine: only the writer itself knows the queue that its task waits for, so that both are collected together.
import asyncio


class Writer:
    def __init__(self, file):
        self._file = file
        self._lines = asyncio.Queue(maxsize=50)
        self._writing = asyncio.create_task(self._write())

    async def write(self, line):
        await self._lines.put(line)

    async def _write(self):
        while True:
            self._file.write(await self._lines.get())

    def __del__(self):
        self._writing.cancel()
