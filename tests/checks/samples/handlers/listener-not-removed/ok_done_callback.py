# The future calls back once and is gone.
import asyncio


class Session:
    def __init__(self, reply: asyncio.Future, socket) -> None:
        self._socket = socket
        reply.add_done_callback(self._replied)

    def _replied(self, reply) -> None:
        self._socket.send(reply.result())

    def close(self) -> None:
        self._socket.close()
