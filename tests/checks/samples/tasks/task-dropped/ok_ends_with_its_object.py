# The loop of the connection ends when the connection is stopped, which `__aexit__` waits for; only its error may be lost.
import asyncio

from .wire import Wire


class Session:
    def __init__(self, url: str) -> None:
        self._wire = Wire(url)

    async def __aenter__(self) -> "Session":
        asyncio.get_running_loop().create_task(self._wire.run())  # expect: WSH201 medium
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._wire.stop_async()
