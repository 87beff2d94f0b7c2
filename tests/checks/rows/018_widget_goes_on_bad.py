# A widget that has been unmounted goes on polling and listening.
import asyncio


class PriceWidget:
    def __init__(self, service):
        self.service = service
        self.text = ""
        self.closed = False

    async def mount(self):
        self.poller = asyncio.create_task(self.poll())  # expect: WSH202
        self.service.add_listener("tick", self.on_tick)  # expect: WSH101

    async def poll(self):
        while True:
            self.text = str(await self.service.latest())
            await asyncio.sleep(1)

    def on_tick(self, tick):
        self.text = str(tick)

    async def unmount(self):
        self.closed = True
