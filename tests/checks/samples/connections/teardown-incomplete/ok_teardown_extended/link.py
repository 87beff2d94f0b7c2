# Fine: the subclasses call the `close()` that they replace, or another method of the base that closes.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._writer = None
        self._pump = None

    async def open(self):
        reader, self._writer = await asyncio.open_connection(self._host, 80)
        self._pump = asyncio.create_task(self._run(reader))

    async def _run(self, reader):
        while data := await reader.read(100):
            print(data)

    async def close(self):
        if self._pump:
            self._pump.cancel()
        if self._writer:
            self._writer.close()

    async def abort(self):
        await Link.close(self)
