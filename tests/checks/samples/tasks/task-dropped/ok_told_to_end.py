# `stop` sets the event that the loop waits for, which ends it; only an error in it may go unseen.
import asyncio


class Controller:
    def __init__(self, send) -> None:
        self._send = send
        self._terminated = asyncio.Event()

    def start(self) -> None:
        asyncio.create_task(self._control())  # expect: WSH201 medium

    async def _control(self) -> None:
        while not self._terminated.is_set():
            await self._send("state")
            await asyncio.sleep(1)

    def stop(self) -> None:
        self._terminated.set()
