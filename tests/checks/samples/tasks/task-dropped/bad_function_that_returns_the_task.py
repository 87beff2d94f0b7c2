# The method hands its task to the caller, and this caller drops it.
import asyncio


class Room:
    def spawn(self, work):
        return asyncio.create_task(work)

    async def join(self, member):
        self.spawn(self._greet(member))  # expect: WSH201

    async def _greet(self, member):
        await member.send("hello")
