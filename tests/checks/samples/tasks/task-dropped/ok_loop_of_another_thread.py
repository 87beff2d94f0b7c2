# The kernel lives as long as its process, and the loop that polls belongs to another thread, which ends with it.
import asyncio


class Kernel:
    def __init__(self, control) -> None:
        self._control = control
        self._stopped = asyncio.Queue()

    def start(self) -> None:
        asyncio.run_coroutine_threadsafe(self._poll(), self._control.loop)  # expect: WSH201 medium

    async def _poll(self) -> None:
        while True:
            await self._stopped.get()
