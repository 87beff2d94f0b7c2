# Each connection brings its own emitter, which has no handlers yet.
from pyee import EventEmitter


class Client:
    def __init__(self, socket) -> None:
        self._socket = socket
        self._events = None

    async def reconnect(self) -> None:
        await self._socket.connect()
        self._events = EventEmitter()
        self._events.on("price", self._send)

    def _send(self, message) -> None:
        self._socket.send(message)

    def close(self) -> None:
        self._socket.close()
