# Fine: what the loop has started is cancelled however it ends, or by whoever ends the object.
import asyncio


class Stream:
    def __init__(self, source):
        self._source = source
        self._reading = None

    async def listen(self, output):
        try:
            while True:
                if self._reading is not None:
                    self._reading.cancel()
                self._reading = asyncio.create_task(self._read(output))
                await asyncio.sleep(40)
        finally:
            if self._reading is not None:
                self._reading.cancel()

    async def _read(self, output):
        while True:
            output.put_nowait(await self._source.next())


class Closed:
    def __init__(self, source):
        self._source = source
        self._reading = None

    async def listen(self, output):
        while True:
            if self._reading is not None:
                self._reading.cancel()
            self._reading = asyncio.create_task(self._read(output))
            await asyncio.sleep(40)

    async def _read(self, output):
        while True:
            output.put_nowait(await self._source.next())

    def close(self):
        if self._reading is not None:
            self._reading.cancel()
