# The room that owns the tiles ends their subscriptions.
class Tile:
    def __init__(self, device, socket) -> None:
        self._device = device
        self._socket = socket

    def open(self) -> None:
        self.status_handle = self._device.status_events.subscribe(self._changed)

    def close(self) -> None:
        self._socket.close()

    def _changed(self, status) -> None:
        self._socket.send(status)


class Room:
    def __init__(self, tiles) -> None:
        self._tiles = tiles

    def close(self) -> None:
        for tile in self._tiles:
            tile.status_handle.unsubscribe()
            tile.close()
