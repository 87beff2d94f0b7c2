# Every caller drops the task that the helper returns: one place to keep them, and one finding.
import asyncio


async def _logged(coroutine) -> None:
    try:
        await coroutine
    except OSError as error:
        print("background:", error)


def spawn(coroutine) -> "asyncio.Task[None]":
    return asyncio.create_task(_logged(coroutine))  # expect: WSH201


class Client:
    def __init__(self, socket) -> None:
        self._socket = socket

    def opened(self) -> None:
        spawn(self._send("hello"))

    def received(self, message: str) -> None:
        spawn(self._send(message))

    def idle(self) -> None:
        spawn(self._send("ping"))

    def moved(self, room: str) -> None:
        spawn(self._send(f"join {room}"))

    def typed(self) -> None:
        spawn(self._send("typing"))

    async def _send(self, message: str) -> None:
        await self._socket.send(message)
