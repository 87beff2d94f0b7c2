# A guest who leaves takes the pump along; those who are there when the hall closes do not.
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
        self.pumps.pop(name).cancel()

    def close(self):
        self.pumps.clear()
