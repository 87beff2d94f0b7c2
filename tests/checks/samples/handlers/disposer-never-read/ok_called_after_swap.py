# The handle is taken out of the attribute first, as one does against a second close().
class Tile:
    def __init__(self, device, socket) -> None:
        self._device = device
        self._socket = socket

    def open(self) -> None:
        self._status_handle = self._device.status_events.subscribe(self._changed)

    def close(self) -> None:
        handle, self._status_handle = self._status_handle, None
        if handle:
            handle.unsubscribe()
        self._socket.close()

    def _changed(self, status) -> None:
        self._socket.send(status)
