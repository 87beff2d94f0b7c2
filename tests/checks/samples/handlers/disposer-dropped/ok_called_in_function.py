# A waiter listens for one reply and stops listening before it returns.
import asyncio


class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Session:
    def __init__(self, bus: Bus, socket) -> None:
        self._bus = bus
        self._socket = socket

    async def reply(self):
        event = asyncio.Event()

        def received(message) -> None:
            self._last = message
            event.set()

        unlisten = self._bus.listen(received)
        try:
            async with asyncio.timeout(5):
                await event.wait()
        finally:
            unlisten()
        return self._last

    def close(self) -> None:
        self._socket.close()
