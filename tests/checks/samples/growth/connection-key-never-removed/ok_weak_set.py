# Fine: a weak set forgets a connection as soon as nobody else holds it.
import weakref


class Broadcaster:
    def __init__(self):
        self._sockets = weakref.WeakSet()

    async def on_connect(self, websocket):
        await websocket.accept()
        self._sockets.add(websocket)
