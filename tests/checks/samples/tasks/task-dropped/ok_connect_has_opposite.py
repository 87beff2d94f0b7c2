# `connect` runs until `disconnect` asks it to end; what may go unseen is an error only.
import asyncio


class Relayer:
    def __init__(self, dial) -> None:
        self._dial = dial
        self._client = None

    async def start(self) -> None:
        asyncio.create_task(self.connect())  # expect: WSH201 medium

    async def connect(self) -> None:
        self._client = await self._dial()
        await self._client.wait()

    async def disconnect(self) -> None:
        if self._client is not None:
            await self._client.close()
