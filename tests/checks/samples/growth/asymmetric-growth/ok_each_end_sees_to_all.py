# Each end sees to all three, by itself or by the other; what takes an entry out of one alone ends nothing.
class Peers:
    def __init__(self):
        self._sockets = {}
        self._rooms = {}
        self._seen = {}

    async def on_connect(self, ws, peer_id):
        self._sockets[peer_id] = ws
        self._rooms[peer_id] = set()
        self._seen[peer_id] = 0

    async def on_disconnect(self, peer_id):
        self._sockets.pop(peer_id, None)
        self._rooms.pop(peer_id, None)
        self._seen.pop(peer_id, None)

    async def on_error(self, peer_id):
        self._sockets.pop(peer_id, None)
        self._rooms.pop(peer_id, None)
        self._seen.pop(peer_id, None)

    async def on_timeout(self, peer_id):
        self._sockets.pop(peer_id, None)
        self._rooms.pop(peer_id, None)
        await self.on_disconnect(peer_id)

    async def kick(self, peer_id):
        ws = self._sockets.pop(peer_id, None)
        if ws is not None:
            await ws.close()
