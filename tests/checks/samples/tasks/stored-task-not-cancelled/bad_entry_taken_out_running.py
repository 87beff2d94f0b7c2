# Closing the hall cancels the pumps; that of a guest who leaves before runs on, and nobody can reach it.
import asyncio


class Hall:
    def __init__(self):
        self.pumps = {}

    def enter(self, guest):
        self.pumps[guest.name] = asyncio.create_task(self._pump(guest))  # expect: WSH202

    async def _pump(self, guest):
        while True:
            await asyncio.sleep(1)
            guest.refresh()

    def leave(self, name):
        del self.pumps[name]

    def close(self):
        for pump in self.pumps.values():
            pump.cancel()
