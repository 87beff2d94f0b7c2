# A flag sees to it that only the first reconnect registers.
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
        self._registered = False

    async def reconnect(self) -> None:
        await self._socket.connect()
        if not self._registered:
            self._hub.add_listener(self._send)
            self._registered = True

    def _send(self, message) -> None:
        self._socket.send(message)

    def close(self) -> None:
        self._hub.remove_listener(self._send)
        self._socket.close()
