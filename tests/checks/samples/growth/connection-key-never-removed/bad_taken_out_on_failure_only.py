# A connection that cannot be made is forgotten, and one that ends is not.
class Manager:
    def __init__(self, radio):
        self.radio = radio
        self._on_disconnect = {}

    async def connect(self, websocket, callback):
        self._on_disconnect[websocket] = callback  # expect: WSH302
        try:
            await self.radio.connect(websocket)
        except Exception:
            del self._on_disconnect[websocket]
            raise

    def disconnect(self, websocket):
        callback = self._on_disconnect.get(websocket)
        if callback is not None:
            callback()
