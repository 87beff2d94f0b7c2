# Fine: who calls `remove` has cancelled the pump before.
import asyncio


class Hall:
    def __init__(self):
        self.pumps = {}

    def enter(self, guest):
        self.pumps[guest.name] = asyncio.create_task(self._pump(guest))

    async def _pump(self, guest):
        while True:
            await asyncio.sleep(1)
            guest.refresh()

    def leave(self, name):
        self.pumps[name].cancel()
        self.remove(name)

    def remove(self, name):
        del self.pumps[name]
