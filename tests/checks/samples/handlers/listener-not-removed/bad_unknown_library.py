# Nothing is known of the feed but its name and the shape of the call, so this is said with less confidence.
class Panel:
    def __init__(self, feed, socket) -> None:
        self._feed = feed
        self._socket = socket
        self._feed.add_listener(self._changed)  # expect: WSH101 info

    def close(self) -> None:
        self._socket.close()

    def _changed(self, row) -> None:
        self._socket.send(row)
