# `stop` cancels the group that the loop waits for, and both ways into the group end with it.
import asyncio


class Cosigner:
    def __init__(self, group, relay) -> None:
        self._group = group
        self._relay = relay

    def start(self) -> None:
        asyncio.create_task(self._main_loop())  # expect: WSH201 medium

    def follow(self, topic: str) -> None:
        asyncio.create_task(self._group.spawn(self._relay.follow(topic)))  # expect: WSH201 medium

    async def _main_loop(self) -> None:
        while True:
            async with self._group as group:
                await group.spawn(self._relay.read())

    async def stop(self) -> None:
        await self._group.cancel_remaining()
