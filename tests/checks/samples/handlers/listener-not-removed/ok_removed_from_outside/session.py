from ok_removed_from_outside.bus import BUS


class Session:
    def __init__(self, socket) -> None:
        self._socket = socket
        BUS.on("price", self.on_price)

    def on_price(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
