# There is one namespace for all connections, and it forgets each when it ends.
import socketio


class Lobby(socketio.AsyncNamespace):
    def __init__(self, namespace):
        super().__init__(namespace)
        self._seats = {}

    async def on_connect(self, sid, environ):
        self._seats[sid] = environ["REMOTE_ADDR"]

    async def on_disconnect(self, sid):
        self._seats.pop(sid, None)
        await self.emit("left", sid)
