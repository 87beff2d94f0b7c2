# The task only closes the connection, within a time limit: cancelling it would keep open what it closes.
import asyncio


class Feed:
    def __init__(self, transport) -> None:
        self._transport = transport

    def protocol_error(self) -> None:
        asyncio.create_task(self._close())  # expect: WSH201 info

    def leave(self) -> asyncio.Task[None]:
        return asyncio.create_task(self._close())

    def broken(self) -> None:
        self.leave()  # expect: WSH201 info

    async def _close(self) -> None:
        await asyncio.wait_for(self._transport.drain(), 2.0)
        self._transport.abort()
