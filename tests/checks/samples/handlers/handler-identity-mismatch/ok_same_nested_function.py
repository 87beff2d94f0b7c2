# Registration and removal see the same nested function, once directly and once from a function nested beside it.
import asyncio

from pyee import EventEmitter


class Session:
    def __init__(self, bus: EventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket

    async def first(self) -> None:
        done = asyncio.Event()

        def send(price) -> None:
            self._socket.send(price)
            done.set()

        def stop() -> None:
            self._bus.remove_listener("price", send)

        self._bus.on("price", send)
        try:
            await asyncio.wait_for(done.wait(), 5)
        finally:
            stop()

    def close(self) -> None:
        self._socket.close()
