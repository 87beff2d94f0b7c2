# The loop replaces its reader and stops it; whoever cancels the loop leaves the reader running.
import asyncio


class Stream:
    def __init__(self, source):
        self._source = source
        self._reading = None
        self._key = None

    async def listen(self, output):
        while True:
            try:
                if self._key is None:
                    self._key = await self._source.key()
                    if self._reading is not None:
                        self._reading.cancel()
                    self._reading = asyncio.create_task(self._read(output))  # expect: WSH202 medium
                if not await self._source.ping(self._key):
                    self._key = None
                    self._reading.cancel()
                    self._reading = None
                await asyncio.sleep(40)
            except OSError:
                await asyncio.sleep(5)

    async def _read(self, output):
        while True:
            output.put_nowait(await self._source.next())
