# The sweeper sleeps and looks at what the object has: that the connections are closed says nothing to it.
import asyncio
import contextlib
import time


class Lobby:
    def __init__(self):
        self._guests = {}

    async def __aenter__(self):
        self._sweeper = asyncio.create_task(self._sweep())
        return self

    async def __aexit__(self, *exc):
        for guest in list(self._guests):
            await self.dismiss(guest)
        with contextlib.suppress(asyncio.CancelledError):
            await self._sweeper  # expect: WSH504 medium

    async def dismiss(self, guest):
        ws, _ = self._guests.pop(guest)
        await ws.close()

    async def _sweep(self):
        while True:
            await asyncio.sleep(30)
            for guest, (_, seen) in list(self._guests.items()):
                if time.monotonic() - seen > 60:
                    await self.dismiss(guest)
