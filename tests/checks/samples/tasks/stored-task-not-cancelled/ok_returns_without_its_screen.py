# Fine: closing clears the screen, and the task returns at the next frame that it has no screen for.
import asyncio


class Preview:
    def __init__(self, source, screen):
        self._source = source
        self._screen = screen

    def start(self):
        self._beat = asyncio.create_task(self._tick())
        self._task = asyncio.create_task(self._show())

    async def _tick(self):
        while True:
            await asyncio.sleep(1)

    async def _show(self):
        async for frame in self._source:
            if self._screen is None:
                return
            self._screen.draw(frame)

    async def aclose(self):
        self._screen = None
        self._beat.cancel()
