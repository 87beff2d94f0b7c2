# Fine: the task takes its own entry out when it ends.
import asyncio


class Hall:
    def __init__(self):
        self.pumps = {}

    def enter(self, guest):
        self.pumps[guest.name] = asyncio.create_task(self._pump(guest))

    async def _pump(self, guest):
        try:
            while True:
                await asyncio.sleep(1)
                guest.refresh()
        finally:
            self.remove(guest.name)

    def remove(self, name):
        del self.pumps[name]

    def close(self):
        for pump in self.pumps.values():
            pump.cancel()
