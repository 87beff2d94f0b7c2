# What removes it is handed to an exit stack as a partial, and a helper method does the work.
import contextlib
import functools

from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter) -> None:
        self._bus = bus
        self._stack = contextlib.ExitStack()
        self._bus.on("price", self._on_price)
        self._stack.callback(functools.partial(self._forget, "price"))

    def _forget(self, event: str) -> None:
        self._bus.remove_listener(event, self._on_price)

    def close(self) -> None:
        self._stack.close()

    def _on_price(self, price) -> None:
        print(price)
