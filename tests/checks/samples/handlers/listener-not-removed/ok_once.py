# A listener for one event goes away by itself.
from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._socket = socket
        bus.once("ready", self._on_ready)

    def _on_ready(self) -> None:
        self._socket.send("ready")

    def close(self) -> None:
        self._socket.close()
