# Behind the connecting nothing waits: `_start_reading` only starts a task, and `_settle` only sleeps.
import asyncio


class Client:
    def __init__(self, transport):
        self._transport = transport
        self._reading = None

    async def __aenter__(self):
        await self._transport.connect()
        await self._start_reading()
        await self._settle()
        return self

    async def __aexit__(self, *exception):
        self._reading.cancel()
        await self._transport.close()

    async def _start_reading(self):
        self._reading = asyncio.create_task(self._read())

    async def _settle(self):
        await asyncio.sleep(0.1)

    async def _read(self):
        while True:
            print(await self._transport.take())
