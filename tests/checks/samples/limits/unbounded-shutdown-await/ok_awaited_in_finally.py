# Fine: the workers are cancelled first, or read from what is closed there.
import asyncio


class Kitchen:
    def __init__(self):
        self._orders = asyncio.Queue(100)
        self._closing = asyncio.Event()

    async def run(self):
        try:
            self._cooks = [asyncio.create_task(self._cook()) for _ in range(4)]
            await self._closing.wait()
        finally:
            for cook in self._cooks:
                cook.cancel()
            await asyncio.gather(*self._cooks, return_exceptions=True)

    async def _cook(self):
        while True:
            await self._orders.get()


class Bridge:
    async def run(self, ws):
        self._reader = asyncio.create_task(self._read(ws))
        try:
            await ws.wait_closed()
        finally:
            await ws.close()
            await self._reader

    async def _read(self, ws):
        async for message in ws:
            print(message)


class Main:
    async def run(self):
        self._work = asyncio.create_task(self._loop())
        await self._work  # whoever cancels `run()` cancels what it waits for

    async def _loop(self):
        while True:
            await asyncio.sleep(1)
