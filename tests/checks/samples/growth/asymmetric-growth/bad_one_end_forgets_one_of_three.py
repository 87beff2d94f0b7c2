# Leaks: the end of a connection by an error takes out all that its regular end does, but for the time it was last seen.
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
        self._sockets.pop(peer_id, None)  # expect: WSH301 medium
        self._rooms.pop(peer_id, None)
