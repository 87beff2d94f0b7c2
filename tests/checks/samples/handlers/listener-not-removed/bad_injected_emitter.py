# The bus was there before the session and stays: it keeps every session that was ever opened.
from pyee.asyncio import AsyncIOEventEmitter


class Session:
    def __init__(self, bus: AsyncIOEventEmitter, socket) -> None:
        self._bus = bus
        self._socket = socket
        self._bus.on("price", self._on_price)  # expect: WSH101

    def _on_price(self, price) -> None:
        self._socket.send(price)

    async def close(self) -> None:
        await self._socket.close()
