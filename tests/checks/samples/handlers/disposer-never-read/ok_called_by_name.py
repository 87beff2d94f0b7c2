# The attribute is read by its name.
class Tile:
    def __init__(self, device, socket) -> None:
        self._device = device
        self._socket = socket

    def open(self) -> None:
        self._status_handle = self._device.status_events.subscribe(self._changed)

    def close(self) -> None:
        handle = getattr(self, "_status_handle", None)
        if handle is not None:
            handle.unsubscribe()
        self._socket.close()

    def _changed(self, status) -> None:
        self._socket.send(status)
