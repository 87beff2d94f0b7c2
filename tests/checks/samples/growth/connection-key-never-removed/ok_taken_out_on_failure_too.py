# Whether it cannot be made or ends: the connection is forgotten.
class Manager:
    def __init__(self, radio):
        self.radio = radio
        self._on_disconnect = {}

    async def connect(self, websocket, callback):
        self._on_disconnect[websocket] = callback
        try:
            await self.radio.connect(websocket)
        except Exception:
            del self._on_disconnect[websocket]
            raise

    def disconnect(self, websocket):
        callback = self._on_disconnect.pop(websocket, None)
        if callback is not None:
            callback()
