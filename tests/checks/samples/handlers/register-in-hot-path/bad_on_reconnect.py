# The hub has both halves; the client adds itself once more at each reconnect.
class Hub:
    def __init__(self) -> None:
        self._listeners = []

    def add_listener(self, callback) -> None:
        self._listeners.append(callback)

    def remove_listener(self, callback) -> None:
        self._listeners.remove(callback)


class Client:
    def __init__(self, hub: Hub, socket) -> None:
        self._hub = hub
        self._socket = socket

    async def reconnect(self) -> None:
        await self._socket.connect()
        self._hub.add_listener(self._send)  # expect: WSH106

    def _send(self, message) -> None:
        self._socket.send(message)

    def close(self) -> None:
        self._socket.close()
