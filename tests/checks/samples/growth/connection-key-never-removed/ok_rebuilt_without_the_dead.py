# Fine: the sweeper replaces the set by one without the connections that ended.
class Broadcaster:
    def __init__(self):
        self._sockets = set()

    async def on_connect(self, websocket):
        await websocket.accept()
        self._sockets.add(websocket)

    def sweep(self):
        self._sockets = {each for each in self._sockets if not each.closed}
