# A lambda that uses `self` keeps the session as surely as a bound method does.
from pyee import EventEmitter


class Session:
    def __init__(self, hub: EventEmitter, socket) -> None:
        self._socket = socket
        hub.on("tick", lambda tick: self._socket.send(tick))  # expect: WSH101

    def close(self) -> None:
        self._socket.close()
