# The repair: connecting anew registers the handlers anew no longer.
class PriceService:
    def __init__(self, bus, url):
        self.bus = bus
        self.url = url
        self.ws = None

    async def connect(self):
        self.ws = await self._dial(self.url)
        self.bus.on("symbol-added", self._subscribe)
        self.bus.on("symbol-removed", self._unsubscribe)

    async def reconnect(self):
        await self.disconnect()
        await self.connect()

    async def disconnect(self):
        self.bus.remove_listener("symbol-added", self._subscribe)
        self.bus.remove_listener("symbol-removed", self._unsubscribe)
        if self.ws is not None:
            await self.ws.close()
            self.ws = None

    def _subscribe(self, symbol):
        self.ws.queue(("sub", symbol))

    def _unsubscribe(self, symbol):
        self.ws.queue(("unsub", symbol))

    async def _dial(self, url):
        import websockets

        return await websockets.connect(url)
