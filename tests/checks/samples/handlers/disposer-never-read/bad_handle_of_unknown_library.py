# Nothing is known of the device, but its handle is stored in a name that only says so; the object has an end.
class Tile:
    def __init__(self, device, socket) -> None:
        self._device = device
        self._socket = socket

    def open(self) -> None:
        self._status_handle = self._device.status_events.subscribe(self._changed)  # expect: WSH103

    def close(self) -> None:
        self._socket.close()

    def _changed(self, status) -> None:
        self._socket.send(status)
