# What is taken out gets a name, is asked whether it is any, and runs on.
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
        pump = self.pumps.pop(name, None)
        if pump is None:
            return
        print("left", name)

    def close(self):
        for pump in self.pumps.values():
            pump.cancel()
