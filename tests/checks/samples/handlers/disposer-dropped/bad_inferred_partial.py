# `Prices.subscribe` returns what unsubscribes, which its code shows; the session throws it away.
import functools


class Prices:
    def __init__(self) -> None:
        self._listeners = []

    def subscribe(self, callback):
        self._listeners.append(callback)
        return functools.partial(self._listeners.remove, callback)


class Session:
    def __init__(self, prices: Prices, socket) -> None:
        self._socket = socket
        prices.subscribe(self._send)  # expect: WSH102

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
