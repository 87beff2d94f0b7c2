# Fine: the list of peers is cleaned up through a name bound on the way.
class Broadcaster:
    def __init__(self):
        self._sockets = []

    async def on_connect(self, websocket):
        await websocket.accept()
        self._sockets.append(websocket)

    def on_disconnect(self, websocket):
        if websocket in (sockets := self._sockets):
            sockets.remove(websocket)
