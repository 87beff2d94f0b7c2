# Fine: a round without a screen is skipped, and the loop itself ends when the flag is cleared.
import asyncio


class Preview:
    def __init__(self, source, screen):
        self._source = source
        self._screen = screen
        self._running = True

    def start(self):
        self._beat = asyncio.create_task(self._tick())
        self._task = asyncio.create_task(self._show())

    async def _tick(self):
        while True:
            await asyncio.sleep(1)

    async def _show(self):
        while self._running:
            frame = await self._source.get()
            if self._screen is None:
                continue
            self._screen.draw(frame)

    async def aclose(self):
        self._running = False
        self._beat.cancel()
