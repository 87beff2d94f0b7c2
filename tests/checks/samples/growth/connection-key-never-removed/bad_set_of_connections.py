# Leaks: `register` has no counterpart.
class Broadcaster:
    def __init__(self):
        self._sockets = set()

    async def on_connect(self, websocket):
        await websocket.accept()
        self._sockets.add(websocket)  # expect: WSH302

    async def broadcast(self, text):
        for socket in list(self._sockets):
            await socket.send_text(text)
