# A function of the module holds nothing, and the module stays.
from pyee import EventEmitter


def log_price(price) -> None:
    print(price)


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._socket = socket
        bus.on("price", log_price)

    def close(self) -> None:
        self._socket.close()
