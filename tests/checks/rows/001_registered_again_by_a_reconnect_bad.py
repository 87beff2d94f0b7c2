# Connecting anew registers the handlers anew.
class PriceService:
    def __init__(self, bus, url):
        self.bus = bus
        self.url = url
        self.ws = None

    async def connect(self):
        self.ws = await self._dial(self.url)
        self.bus.on("symbol-added", self._subscribe)  # expect: WSH101
        self.bus.on("symbol-removed", self._unsubscribe)  # expect: WSH101

    async def reconnect(self):
        await self.ws.close()
        await self.connect()

    async def disconnect(self):
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
