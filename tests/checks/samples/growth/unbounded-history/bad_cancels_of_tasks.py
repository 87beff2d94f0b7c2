# Each reconnect adds a way to cancel what it starts, and those of finished tasks stay.
import asyncio


class Line:
    def __init__(self):
        self._on_close = []

    def reconnect(self):
        self._on_close.append(asyncio.create_task(self._dial()).cancel)  # expect: WSH306 medium

    async def _dial(self):
        await asyncio.sleep(5)

    def close(self):
        for cancel in self._on_close:
            cancel()
