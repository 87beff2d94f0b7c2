# A wait that fails leaves the handler to close(), which takes it back as well.
class Door:
    def __init__(self, bus):
        self._bus = bus
        self.opened = False

    async def open(self):
        self._bus.add_listener("opened", self._note)
        await self._bus.send("open")
        self._bus.remove_listener("opened", self._note)

    def close(self):
        self._bus.remove_listener("opened", self._note)

    def _note(self, event):
        self.opened = True
