# connection_lost() cancels the keep-alive; the idle timer cannot be cancelled and closes a dead connection later.
import asyncio


class Chat(asyncio.Protocol):
    def __init__(self, loop: asyncio.AbstractEventLoop):
        self._loop = loop
        self._transport = None

    def connection_made(self, transport):
        self._transport = transport
        self._keepalive = self._loop.call_later(20, self._beat)
        self._loop.call_later(300, self._idle)  # expect: WSH203

    def connection_lost(self, error):
        self._keepalive.cancel()

    def _beat(self):
        self._transport.write(b"ping")

    def _idle(self):
        self._transport.write(b"bye")
