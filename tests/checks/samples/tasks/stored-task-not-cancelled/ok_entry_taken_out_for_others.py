# Fine: what is taken out is cancelled later, returned, or waited for.
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
        pump = self.pumps.pop(name, None)

        def end():
            pump.cancel()

        return end

    def release(self, name):
        pump = self.pumps.pop(name)
        return name, pump

    def drop(self, name):
        entry = self.pumps.pop(name, None)
        if entry is None:
            return
        for part in (entry, None):
            if part:
                part.cancel()

    async def remove(self, name):
        pump = self.pumps.pop(name)
        pump.cancel()
        await pump

    def close(self):
        for pump in self.pumps.values():
            pump.cancel()
