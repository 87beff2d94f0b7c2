# Nobody has seen the base class, which may cancel what its subclasses start: not sure enough for more than a hint.
import asyncio

from studio.parts import Panel


class Clock(Panel):
    def show(self):
        self._ticker = asyncio.create_task(self._tick())  # expect: WSH202 info

    async def _tick(self):
        while True:
            await asyncio.sleep(1)
            self.redraw()
