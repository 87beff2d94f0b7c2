# The subclass in another file calls what the base class stores.
class Base:
    def __init__(self, device, socket) -> None:
        self._device = device
        self._socket = socket

    def open(self) -> None:
        self._status_handle = self._device.status_events.subscribe(self._changed)

    def close(self) -> None:
        self._socket.close()

    def _changed(self, status) -> None:
        self._socket.send(status)
