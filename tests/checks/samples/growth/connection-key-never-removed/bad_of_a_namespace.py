# There is one namespace for all connections: what it keeps for one of them stays when that ends.
import socketio


class Lobby(socketio.AsyncNamespace):
    def __init__(self, namespace):
        super().__init__(namespace)
        self._seats = {}

    async def on_connect(self, sid, environ):
        self._seats[sid] = environ["REMOTE_ADDR"]  # expect: WSH302

    async def on_disconnect(self, sid):
        await self.emit("left", sid)
