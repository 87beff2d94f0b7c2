# Fine: while it cleans up it takes a cancellation back with `uncancel()`, and it ends as soon as it has cleaned up.
import asyncio


class Feed:
    def __init__(self, transport):
        self._transport = transport
        self._over = asyncio.Event()

    def start(self):
        self._task = asyncio.create_task(self._serve())

    async def _serve(self):
        try:
            await self._over.wait()
        finally:
            while True:
                try:
                    await self._transport.drain_and_close()
                    break
                except asyncio.CancelledError:
                    asyncio.current_task().uncancel()

    async def close(self):
        self._over.set()
        await self._task
