# Before the next `on_connect` there is always an `on_disconnect`, which cancels the task.
import asyncio


class Auth:
    def __init__(self, renew) -> None:
        self._renew = renew
        self._task = None

    async def on_connect(self) -> None:
        self._task = asyncio.create_task(self._refresh())  # expect: WSH206 info

    async def on_disconnect(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(2400)
            await self._renew()
