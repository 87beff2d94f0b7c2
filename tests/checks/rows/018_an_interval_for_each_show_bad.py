# Each time it is shown starts one more interval.
import asyncio


class Screen:
    def __init__(self, bus):
        self.bus = bus
        self.interval = None

    def on_show(self):
        self.interval = asyncio.create_task(self.refresh())  # expect: WSH206

    async def refresh(self):
        while True:
            await asyncio.sleep(5)
            self.bus.emit("refresh")

    def destroy(self):
        if self.interval:
            self.interval.cancel()
