# What `subscribe` returns is a Disposable, and the stream was there before the session.
from reactivex import Observable


class Session:
    def __init__(self, prices: Observable, socket) -> None:
        self._socket = socket
        prices.subscribe(self._send)  # expect: WSH102

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
