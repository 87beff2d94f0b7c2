# Fine: what takes the entry out is told by the task itself, which is done then.
import asyncio


class Hall:
    def __init__(self):
        self.pumps = {}

    def enter(self, guest):
        pump = self.pumps[guest.name] = asyncio.create_task(self._pump(guest))
        pump.add_done_callback(lambda _: self.remove(guest.name))

    async def _pump(self, guest):
        while True:
            await asyncio.sleep(1)
            guest.refresh()

    def remove(self, name):
        self.pumps.pop(name, None)

    def close(self):
        for pump in self.pumps.values():
            pump.cancel()
